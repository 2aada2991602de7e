import { afterEach, describe, expect, it, vi } from 'vitest';
import { createUploader } from '../../src/client/index.ts';
import { createUploadSandbox } from '../../src/testing/createUploadSandbox.ts';
import { smallFile } from './testFiles.ts';

const engine = '../../src/client/engine/createEngine.ts';

function start() {
  const outside = createUploadSandbox();
  const uploader = createUploader({ ports: outside.ports, resumable: false });
  const states = () => uploader.getSnapshot().uploads.map(({ state }) => state);
  return { outside, uploader, states };
}

/** As when the page was deployed anew, or the network is gone. */
function breakLoading() {
  vi.doMock(engine, () => {
    throw new Error('404');
  });
}

afterEach(() => vi.doUnmock(engine));

describe('until the engine is there', () => {
  it('takes every act, and begins with what is still wanted', async () => {
    const { outside, uploader, states } = start();
    const ids = uploader.add(['a', 'b', 'c', 'd'].map((name) => smallFile(`${name}.png`)));
    uploader.pause(ids.slice(0, 2));
    uploader.resume(ids.slice(0, 1));
    uploader.cancel(ids.slice(2, 3));
    await outside.advance(20);
    expect(states()).toEqual(['queued', 'paused', 'cancelled', 'queued']);
    await uploader.prepare();
    await outside.drain();
    expect(states()).toEqual(['done', 'paused', 'cancelled', 'done']);
    expect(outside.sent).toHaveLength(2);
    uploader.resume();
    await outside.drain();
    expect(states()).toEqual(['done', 'done', 'cancelled', 'done']);
  });

  it('refuses an empty file at once, and lets it be taken off the list', async () => {
    const { outside, uploader, states } = start();
    uploader.add([new File([], 'empty.txt')]);
    await outside.advance(20);
    expect(uploader.getSnapshot().uploads[0]!.error?.code).toBe('INVALID_SIZE');
    uploader.remove(uploader.getSnapshot().ids);
    await outside.advance(20);
    expect(states()).toEqual([]);
  });

  it('sends nothing after it was closed', async () => {
    const { outside, uploader } = start();
    uploader.add([smallFile('a.png')]);
    uploader.close();
    await uploader.prepare();
    await outside.drain();
    expect(outside.calls).toEqual([]);
  });
});

describe('an engine that cannot be loaded', () => {
  it('fails the uploads in words, and a retry loads it again', async () => {
    breakLoading();
    const { outside, uploader, states } = start();
    const events: string[] = [];
    uploader.listen(({ type }) => events.push(type));
    uploader.add([smallFile('a.png')]);
    await expect.poll(() => events).toEqual(['failed', 'idle']);
    expect(uploader.getSnapshot().uploads[0]!.error).toMatchObject({ code: 'NETWORK', isTransient: true });
    await expect(uploader.prepare()).rejects.toMatchObject({ code: 'NETWORK' });
    vi.doUnmock(engine);
    uploader.retry();
    await uploader.prepare();
    await outside.drain();
    expect(states()).toEqual(['done']);
  });

  it('waits for the network where there is none', async () => {
    breakLoading();
    const { outside, uploader, states } = start();
    outside.setOnline(false);
    uploader.add([smallFile('a.png')]);
    await expect(uploader.prepare()).rejects.toMatchObject({ code: 'NETWORK' });
    await outside.advance(20);
    expect(states()).toEqual(['queued']);
    vi.doUnmock(engine);
    outside.setOnline(true);
    await uploader.prepare();
    await outside.drain();
    expect(states()).toEqual(['done']);
  });
});
