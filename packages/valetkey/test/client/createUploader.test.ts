import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUploader, type UploaderOptions } from '../../src/client/index.ts';
import type { Ports } from '../../src/client/ports.ts';
import { planParts } from '../../src/protocol/index.ts';
import {
  type ApiFault,
  createUploadSandbox,
  type StoreFault,
  type UploadSandboxOptions,
} from '../../src/testing/createUploadSandbox.ts';
import { largeFile, smallFile } from './testFiles.ts';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

async function start(script: UploadSandboxOptions = {}, options: UploaderOptions = {}) {
  const outside = createUploadSandbox(script);
  const uploader = createUploader({ ports: outside.ports, resumable: false, ...options });
  // Scripted time does not wait for a module to be loaded.
  await uploader.prepare();
  const states = () => uploader.getSnapshot().uploads.map(({ state }) => state);
  return { outside, uploader, states };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => smallFile(`photo-${index}.png`));

describe('a selection without faults', () => {
  it('takes three app-server calls for 500 small files', async () => {
    const { outside, uploader, states } = await start();
    uploader.add(many(500));
    await outside.drain();
    expect(states()).toEqual(Array(500).fill('done'));
    expect(outside.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/upload',
      'POST /api/upload',
      'POST /api/upload/complete',
    ]);
    expect(outside.calls[0]!.body.files!.length).toBeLessThan(50);
    expect(outside.sent).toHaveLength(500);
  });

  it('takes two app-server calls for 1 GiB', async () => {
    const { outside, uploader, states } = await start({ bytesPerSecond: 50 * MiB });
    uploader.add([largeFile('film.mp4', GiB)]);
    await outside.drain();
    expect(states()).toEqual(['done']);
    expect(outside.calls.map(({ path }) => path)).toEqual(['/api/upload', '/api/upload/complete']);
    expect(outside.sent).toHaveLength(planParts(GiB).partCount);
  });

  it('tells the server with the next file how fast a connection was', async () => {
    const { outside, uploader } = await start({ bytesPerSecond: 60 * MiB });
    uploader.add([largeFile('film.mp4', GiB)]);
    await outside.drain();
    uploader.add([largeFile('film 2.mp4', GiB), smallFile('a.png')]);
    await outside.drain();
    const handshakes = outside.calls.filter(({ path }) => path === '/api/upload');
    const told = handshakes.map(({ body }) => body.connectionBytesPerSecond);
    expect(told[0]).toBeUndefined();
    expect(Number.isInteger(told[1])).toBe(true);
    // Each request waits for its answer as well.
    expect(told[1]! / MiB).toBeGreaterThan(30);
    expect(told[1]! / MiB).toBeLessThan(90);
  });

  it('tells the server how many connections it uses where they are not the usual ones', async () => {
    for (const [connections, told] of [
      [undefined, undefined],
      [6, undefined],
      [2, 2],
    ] as const) {
      const { outside, uploader } = await start({}, connections === undefined ? {} : { connections });
      uploader.add([largeFile('film.mp4', 60 * MiB)]);
      await outside.drain();
      expect(outside.calls[0]!.body.connections).toBe(told);
    }
  });

  it('tells nothing of small files, which say more about answers than about the line', async () => {
    const { outside, uploader } = await start();
    uploader.add(many(40));
    await outside.drain();
    uploader.add([largeFile('film.mp4', GiB)]);
    await outside.drain();
    for (const { body } of outside.calls) expect(body).not.toHaveProperty('connectionBytesPerSecond');
  });

  it.each([
    ['small files', () => many(200)],
    ['the parts of one file', () => [largeFile('film.mp4', GiB)]],
  ])('uses six connections to each of three names of the bucket for %s', async (_, files) => {
    const { outside, uploader, states } = await start({ names: 3, bytesPerSecond: 50 * MiB });
    uploader.add(files());
    await outside.drain();
    expect(states().every((state) => state === 'done')).toBe(true);
    expect(outside.state.mostRunning).toBe(18);
  });

  it('shows the end in the snapshot when it says that nothing moves any more', async () => {
    const { outside, uploader } = await start();
    const seen: string[][] = [];
    uploader.listen(({ type }) => {
      if (type === 'idle') seen.push(uploader.getSnapshot().uploads.map(({ state }) => state));
    });
    uploader.add(many(2));
    await outside.drain();
    expect(seen).toEqual([['done', 'done']]);
  });

  it('fetches part URLs in windows, ahead of need', async () => {
    const { outside, uploader, states } = await start({ bytesPerSecond: 50 * MiB });
    uploader.add([largeFile('film.mp4', 20 * GiB)]);
    await outside.drain();
    expect(states()).toEqual(['done']);
    expect(outside.callsTo('POST', '/api/upload/parts').length).toBeLessThanOrEqual(4);
    // No connection ever waits for a window.
    expect(outside.sent).toHaveLength(planParts(20 * GiB).partCount);
  });

  it('needs a handful of calls for 3,000 files, and none of more than 1,000', async () => {
    const { outside, uploader, states } = await start();
    uploader.add(many(3_000));
    await outside.drain();
    expect(states().every((state) => state === 'done')).toBe(true);
    expect(outside.calls.length).toBeLessThan(20);
    for (const { body } of outside.calls)
      expect((body.files ?? body.uploads!).length).toBeLessThanOrEqual(1_000);
  });

  it('asks for the next hundreds as soon as few are left, not with the next completion', async () => {
    const { outside, uploader } = await start();
    uploader.add(many(700));
    await outside.drain();
    const [, , third] = outside.callsTo('POST', '/api/upload');
    const [completion] = outside.callsTo('POST', '/api/upload/complete');
    expect(third!.at).toBeLessThan(completion!.at);
    expect(outside.sent.filter(({ at }) => at < third!.at).length).toBeLessThan(400);
  });

  it('does not let small files wait for a large one to be finished', async () => {
    const { outside, uploader, states } = await start({ bytesPerSecond: MiB });
    uploader.add([largeFile('a.mp4', 500 * MiB), ...many(10)]);
    await outside.advance(3_000);
    expect(states()).toEqual(['uploading', ...Array(10).fill('done')]);
    expect(outside.callsTo('POST', '/api/upload/complete')).toHaveLength(1);
  });

  it('takes three calls for 500 files on a slow line as well', async () => {
    const { outside, uploader, states } = await start({ bytesPerSecond: 200 * 1024 });
    uploader.add(many(500));
    await outside.drain();
    expect(states()).toEqual(Array(500).fill('done'));
    expect(outside.calls).toHaveLength(3);
  });

  it.each([1, 3, 6])('never uses more than %d connections', async (connections) => {
    const { outside, uploader } = await start({}, { connections });
    uploader.add([largeFile('a.mp4', 200 * MiB), ...many(40), largeFile('b.mp4', 100 * MiB)]);
    await outside.drain();
    expect(outside.state.mostRunning).toBe(connections);
  });

  it('lets neither large nor small files wait for the other', async () => {
    const { outside, uploader } = await start();
    uploader.add([largeFile('a.mp4', 300 * MiB), ...many(100)]);
    await outside.advance(1_000);
    const isLarge = (id: string) => outside.uploads.get(id)!.file.size > MiB;
    expect(outside.sent.filter(({ uploadId }) => isLarge(uploadId)).length).toBeGreaterThan(2);
    expect(outside.sent.filter(({ uploadId }) => !isLarge(uploadId)).length).toBeGreaterThan(20);
  });

  it('sends small files in the order they were added', async () => {
    const { outside, uploader } = await start();
    uploader.add(many(60));
    await outside.drain();
    const names = outside.sent.map(({ uploadId }) => outside.uploads.get(uploadId)!.file.name);
    expect(names).toEqual(many(60).map(({ name }) => name));
  });

  it('shows progress that never falls and ends at 1, at most once per frame', async () => {
    const { outside, uploader } = await start();
    uploader.add([largeFile('a.mp4', 64 * MiB), ...many(5)]);
    const seen: number[] = [];
    const frames: number[] = [];
    uploader.subscribe(() => {
      seen.push(uploader.getSnapshot().totals.progress);
      frames.push(outside.now());
    });
    await outside.drain();
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    expect(seen.at(-1)).toBe(1);
    expect(new Set(frames).size).toBe(frames.length);
  });

  it('tells speed and remaining time', async () => {
    const { outside, uploader } = await start({ bytesPerSecond: MiB });
    const [id] = uploader.add([largeFile('a.mp4', 300 * MiB)]);
    await outside.advance(10_000);
    const { bytesPerSecond, remainingSeconds } = uploader.getUpload(id!)!;
    expect(bytesPerSecond / MiB).toBeGreaterThan(3);
    expect(bytesPerSecond / MiB).toBeLessThan(12);
    expect(remainingSeconds).toBeGreaterThan(10);
    expect(remainingSeconds).toBeLessThan(80);
    expect(uploader.getSnapshot().totals.bytesPerSecond / MiB).toBeGreaterThan(3);
    await outside.drain();
    expect(uploader.getSnapshot().totals).toMatchObject({
      bytesPerSecond: 0,
      remainingSeconds: 0,
      progress: 1,
    });
  });

  it('keeps unchanged uploads the same object, and tells only those that changed', async () => {
    const { outside, uploader } = await start();
    const [first, second] = uploader.add([smallFile('a.png'), smallFile('b.png')]);
    await outside.drain();
    const before = uploader.getUpload(first!);
    let told = 0;
    uploader.subscribeUpload(first!, () => told++);
    uploader.remove([second!]);
    await outside.drain();
    expect(uploader.getUpload(first!)).toBe(before);
    expect(uploader.getUpload(second!)).toBeNull();
    expect(told).toBe(0);
    expect(uploader.getSnapshot().ids).toEqual([first]);
  });

  it('refuses an empty file itself and sends the others', async () => {
    const { outside, uploader, states } = await start();
    uploader.add([new File([], 'empty.txt'), smallFile('a.png')]);
    await outside.drain();
    expect(states()).toEqual(['failed', 'done']);
    expect(uploader.getSnapshot().uploads[0]!.error).toMatchObject({ code: 'INVALID_SIZE' });
  });

  it('lets go of file, transfer and timers when it is done', async () => {
    const { outside, uploader } = await start();
    let file: File | null = smallFile('a.png');
    const gone = new WeakRef(file);
    uploader.add([file]);
    file = null;
    await outside.drain();
    expect(outside.timers.size).toBe(0);
    expect(outside.running.size).toBe(0);
    if (globalThis.gc) {
      await new Promise((resolve) => setTimeout(resolve));
      globalThis.gc();
      expect(gone.deref()).toBeUndefined();
    }
  });
});

describe('pause, resume, cancel', () => {
  it('does not send stored parts again', async () => {
    const { outside, uploader, states } = await start({ bytesPerSecond: MiB });
    const ids = uploader.add([largeFile('a.mp4', 100 * MiB)]);
    await outside.advance(5_000);
    uploader.pause(ids);
    expect(outside.running.size).toBe(0);
    await outside.advance(100);
    expect(states()).toEqual(['paused']);
    const atPause = outside.uploads.get('id1')!.stored.size;
    expect(atPause).toBeGreaterThan(0);
    const before = outside.sent.length;
    await outside.advance(60_000);
    expect(outside.sent.length).toBe(before);
    uploader.resume(ids);
    await outside.drain();
    expect(states()).toEqual(['done']);
    expect([...outside.uploads.get('id1')!.arrivals.values()].every((times) => times === 1)).toBe(true);
  });

  it('takes queued files out of the handshake line', async () => {
    const { outside, uploader, states } = await start();
    const ids = uploader.add(many(300));
    uploader.pause(ids.slice(100));
    await outside.drain();
    expect(outside.uploads.size).toBe(100);
    uploader.resume();
    await outside.drain();
    expect(states().every((state) => state === 'done')).toBe(true);
    expect(outside.uploads.size).toBe(300);
  });

  it('keeps a pause that comes while the handshake is under way', async () => {
    const { outside, uploader, states } = await start();
    uploader.add(many(3));
    await outside.advance(5);
    uploader.pause();
    await outside.drain();
    expect(states()).toEqual(['paused', 'paused', 'paused']);
    expect(outside.sent).toHaveLength(0);
    uploader.resume();
    await outside.drain();
    expect(states()).toEqual(['done', 'done', 'done']);
    expect(outside.uploads.size).toBe(3);
  });

  it('tells the server of a cancelled upload, also when it is cancelled during the handshake', async () => {
    const { outside, uploader, states } = await start({ bytesPerSecond: MiB });
    const ids = uploader.add([largeFile('a.mp4', 50 * MiB), smallFile('b.png')]);
    await outside.advance(5);
    uploader.cancel([ids[1]!]);
    await outside.advance(2_000);
    uploader.cancel([ids[0]!]);
    await outside.drain();
    expect(states()).toEqual(['cancelled', 'cancelled']);
    expect([...outside.uploads.values()].map(({ state }) => state)).toEqual(['aborted', 'aborted']);
  });

  it('signs URLs anew that grew old during a pause', async () => {
    const { outside, uploader, states } = await start({ bytesPerSecond: 1024 });
    uploader.add(many(3));
    await outside.advance(1_000);
    uploader.pause();
    await outside.advance(700_000);
    uploader.resume();
    await outside.drain();
    expect(states()).toEqual(['done', 'done', 'done']);
    expect(outside.callsTo('POST', '/api/upload/sign')).toHaveLength(1);
  });

  it('stops everything for good', async () => {
    const { outside, uploader } = await start({ bytesPerSecond: MiB });
    uploader.add([largeFile('a.mp4', 50 * MiB), ...many(20)]);
    await outside.advance(1_000);
    const sent = outside.sent.length;
    uploader.close();
    await outside.drain();
    expect(outside.running.size).toBe(0);
    expect(outside.sent.length).toBe(sent);
  });
});

describe('store failures', () => {
  const oneFile = async (fault: UploadSandboxOptions['storeFault'], script: UploadSandboxOptions = {}) => {
    const run = await start({ storeFault: fault, ...script });
    const [id] = run.uploader.add([smallFile('a.png')]);
    await run.outside.drain();
    return { ...run, upload: run.uploader.getUpload(id!)! };
  };

  it.each([
    ['500', { status: 500 }],
    ['503 SlowDown', { status: 503, code: 'SlowDown', retryAfter: 7 }],
    ['429', { status: 429 }],
    ['408', { status: 408 }],
    ['400 RequestTimeout', { status: 400, code: 'RequestTimeout' }],
    ['a broken connection', 'drop'],
    ['a stall while sending', 'stall'],
    ['a stall before the answer', 'stall-answer'],
    ['a lost answer', 'lost'],
  ] as const)('repeats after %s', async (_, fault) => {
    const { upload, outside } = await oneFile(({ attempt }) => (attempt < 2 ? fault : undefined));
    expect(upload.state).toBe('done');
    expect(outside.sent).toHaveLength(3);
  });

  it('waits as long as Retry-After says', async () => {
    const { outside } = await oneFile(({ attempt }) =>
      attempt === 0 ? { status: 503, retryAfter: 7 } : undefined,
    );
    expect(outside.sent[1]!.at - outside.sent[0]!.at).toBeGreaterThan(7_000);
  });

  it.each([
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['a broken connection', 'drop'],
  ] as const)('gives up after five repetitions of %s, and continues on request', async (_, fault) => {
    let isBroken = true;
    const { upload, outside, uploader } = await oneFile(() => (isBroken ? fault : undefined));
    expect(upload.state).toBe('failed');
    expect(upload.error!.message).toMatch(/[.]$/);
    expect(outside.sent).toHaveLength(6);
    isBroken = false;
    uploader.retry();
    await outside.drain();
    expect(uploader.getSnapshot().uploads[0]).toMatchObject({ state: 'done', error: null });
  });

  it('signs anew once after 403, and then believes it', async () => {
    const good = await oneFile(({ attempt }) => (attempt === 0 ? { status: 403 } : undefined));
    expect(good.upload.state).toBe('done');
    expect(good.outside.sent[1]!.generation).not.toBe(good.outside.sent[0]!.generation);
    const bad = await oneFile(() => ({ status: 403, code: 'AccessDenied' }));
    expect(bad.upload).toMatchObject({ state: 'failed', error: { code: 'STORE_REFUSED' } });
    expect(bad.outside.sent).toHaveLength(2);
  });

  it('signs anew after an answer it may not read', async () => {
    const { outside } = await oneFile(({ attempt }) => (attempt === 0 ? 'drop' : undefined));
    expect(outside.sent[1]!.generation).not.toBe(outside.sent[0]!.generation);
  });

  it.each([
    [400, 'EntityTooLarge'],
    [400, 'MalformedPOSTRequest'],
    [411, 'MissingContentLength'],
  ])('takes %d %s as final', async (status, code) => {
    const { upload, outside } = await oneFile(() => ({ status, code }));
    expect(upload).toMatchObject({ state: 'failed', error: { code: 'STORE_REFUSED', status } });
    expect(outside.sent).toHaveLength(1);
  });

  it('knows its own bytes behind 412 after a lost answer to a PUT', async () => {
    const { upload, outside } = await oneFile(({ attempt }) => (attempt === 0 ? 'lost' : undefined), {
      kind: 'put',
    });
    expect(upload.state).toBe('done');
    expect(outside.uploads.get('id1')!.arrivals.get(1)).toBe(1);
  });

  it('does not send a part again whose answer was lost', async () => {
    const { outside, uploader, states } = await start({
      storeFault: ({ part, attempt }) => (part % 3 === 0 && attempt === 0 ? 'lost' : undefined),
    });
    uploader.add([largeFile('a.mp4', 60 * MiB)]);
    await outside.drain();
    expect(states()).toEqual(['done']);
    expect([...outside.uploads.get('id1')!.arrivals.values()]).toEqual(Array(12).fill(1));
  });

  it('goes on after the delay where timers ring a moment early, as those of browsers do', async () => {
    const outside = createUploadSandbox({
      storeFault: ({ attempt }) => (attempt === 0 ? 'drop' : undefined),
    });
    const { clock } = outside.ports;
    const early: Ports['clock'] = {
      ...clock,
      setTimeout: (callback, milliseconds) =>
        clock.setTimeout(callback, milliseconds > 1 ? milliseconds - 0.1 : milliseconds),
    };
    const uploader = createUploader({ ports: { ...outside.ports, clock: early }, resumable: false });
    await uploader.prepare();
    uploader.add([smallFile('a.png')]);
    await outside.drain();
    expect(uploader.getSnapshot().uploads[0]!.state).toBe('done');
  });

  it('backs off as one when the store is overloaded', async () => {
    const { outside, uploader } = await start({
      storeFault: ({ index }) =>
        index === 0 ? { status: 503, code: 'SlowDown', retryAfter: 20 } : undefined,
    });
    uploader.add(many(200));
    await outside.advance(500);
    const held = outside.sent.length;
    await outside.advance(15_000);
    expect(outside.sent.length).toBe(held);
    await outside.drain();
    expect(uploader.getSnapshot().totals.done).toBe(200);
  });

  it('stops when the file was changed', async () => {
    const file = largeFile('a.mp4', 120 * MiB);
    const { outside, uploader } = await start({
      bytesPerSecond: MiB,
      storeFault: () => (file.breaks ? 'drop' : undefined),
    });
    uploader.add([file]);
    await outside.advance(5_000);
    file.breaks = true;
    await outside.drain();
    expect(uploader.getSnapshot().uploads[0]).toMatchObject({
      state: 'failed',
      error: { code: 'FILE_CHANGED' },
    });
    expect(outside.uploads.get('id1')!.state).toBe('aborted');
  });

  it.each([
    ['http://store.example/bucket', undefined],
    ['https://evil.example/bucket', ['https://store.example']],
    ['/relative', undefined],
  ])('sends nothing to %s when %j are allowed', async (signedUrl, storeOrigins) => {
    const outside = createUploadSandbox();
    const { fetch } = outside.ports;
    const redirected = createUploader({
      resumable: false,
      ...(storeOrigins ? { storeOrigins } : {}),
      ports: {
        ...outside.ports,
        async fetch(url, init) {
          const answer = await fetch(url, init);
          const text = await answer.text();
          return new Response(text?.replaceAll('https://store.example/bucket', signedUrl), answer);
        },
      },
    });
    await redirected.prepare();
    redirected.add([smallFile('a.png'), largeFile('b.mp4', 20 * MiB)]);
    await outside.drain();
    expect(redirected.getSnapshot().uploads.map(({ error }) => error?.code)).toEqual([
      'STORE_NOT_ALLOWED',
      'STORE_NOT_ALLOWED',
    ]);
    expect(outside.sent).toHaveLength(0);
  });
});

describe('app-server failures', () => {
  it('does not start uploads twice when the answer to a handshake is lost', async () => {
    const { outside, uploader, states } = await start({
      apiFault: ({ index }) => (index === 0 ? 'lost' : undefined),
    });
    uploader.add(many(10));
    await outside.drain();
    expect(states()).toEqual(Array(10).fill('done'));
    expect(outside.uploads.size).toBe(10);
    expect(outside.calls[0]!.body).toEqual(outside.calls[1]!.body);
  });

  it('finds what it was granted when every answer to a handshake was lost and the user tries again', async () => {
    const { outside, uploader, states } = await start({
      apiFault: ({ index }) => (index < 6 ? 'lost' : undefined),
    });
    const ids = uploader.add(many(3));
    await outside.drain();
    expect(states()).toEqual(['failed', 'failed', 'failed']);
    uploader.retry(ids.slice(0, 2));
    await outside.drain();
    expect(states()).toEqual(['done', 'done', 'failed']);
    expect([...outside.uploads.values()].map(({ state }) => state)).toEqual([
      'uploaded',
      'uploaded',
      'aborted',
    ]);
  });

  it('asks again when the answer to a completion is lost', async () => {
    const { outside, uploader, states } = await start({
      apiFault: ({ path, index }) => (path.endsWith('/complete') && index < 3 ? 'lost' : undefined),
    });
    uploader.add(many(10));
    await outside.drain();
    expect(states()).toEqual(Array(10).fill('done'));
    expect(outside.sent).toHaveLength(10);
  });

  it('drops exactly the files that the server names and uploads the others', async () => {
    const { outside, uploader, states } = await start({
      apiFault: ({ index }) =>
        index === 0
          ? {
              status: 415,
              code: 'TYPE_NOT_ALLOWED',
              files: [{ index: 2, code: 'TYPE_NOT_ALLOWED', detail: 'No.' }],
            }
          : undefined,
    });
    uploader.add(many(5));
    await outside.drain();
    expect(states()).toEqual(['done', 'done', 'failed', 'done', 'done']);
    expect(uploader.getSnapshot().uploads[2]!.error).toMatchObject({
      code: 'TYPE_NOT_ALLOWED',
      message: 'No.',
    });
    expect(outside.calls).toHaveLength(3);
  });

  it('finds the file that a server refuses without naming it', async () => {
    const { outside, uploader, states } = await start({
      apiFault: ({ body }) =>
        body?.files?.some(({ name }) => name === 'photo-13.png')
          ? { status: 400, code: 'INVALID_FILENAME' }
          : undefined,
    });
    uploader.add(many(30));
    await outside.drain();
    expect(states().filter((state) => state === 'done')).toHaveLength(29);
    expect(states()[13]).toBe('failed');
    expect(outside.calls.length).toBeLessThan(15);
  });

  it('does not storm a server that refuses everything', async () => {
    const { outside, uploader, states } = await start({
      apiFault: () => ({ status: 409, code: 'QUOTA_EXCEEDED' }),
    });
    uploader.add(many(500));
    await outside.drain();
    expect(states().every((state) => state === 'failed')).toBe(true);
    expect(outside.calls.length).toBeLessThan(100);
  });

  it('stops everything when the session is over', async () => {
    const { outside, uploader, states } = await start({
      apiFault: ({ path }) =>
        path.endsWith('/parts') ? { status: 401, code: 'UNAUTHENTICATED' } : undefined,
    });
    uploader.add([largeFile('a.mp4', 20 * GiB), ...many(50), largeFile('b.mp4', 20 * GiB)]);
    await outside.drain(600_000);
    expect(new Set(states())).toEqual(new Set(['failed', 'done']));
    expect(outside.running.size).toBe(0);
  });

  it('sends again what the receipt says is missing', async () => {
    const { outside, uploader, states } = await start();
    uploader.add([smallFile('a.png'), largeFile('b.mp4', 30 * MiB)]);
    await outside.advance(500);
    outside.uploads.get('id2')?.stored.clear();
    outside.uploads.get('id1')?.stored.delete(2);
    await outside.drain();
    expect(states()).toEqual(['done', 'done']);
  });

  it('fails with the cause of a receipt that says no, and begins anew on request', async () => {
    const { outside, uploader } = await start({ bytesPerSecond: MiB });
    const [id] = uploader.add([largeFile('a.mp4', 20 * MiB)]);
    await outside.advance(1_000);
    outside.uploads.get('id1')!.state = 'aborted';
    await outside.drain();
    expect(uploader.getUpload(id!)).toMatchObject({ state: 'failed', error: { code: 'UPLOAD_EXPIRED' } });
    uploader.retry();
    await outside.drain();
    expect(uploader.getUpload(id!)).toMatchObject({ state: 'done', uploadId: 'id2' });
  });
});

describe('online and offline', () => {
  it('continues by itself when the network is back', async () => {
    const { outside, uploader, states } = await start({ bytesPerSecond: 2 * MiB });
    uploader.add([largeFile('a.mp4', 50 * MiB), ...many(30)]);
    await outside.advance(2_000);
    outside.setOnline(false);
    await outside.advance(10_000);
    expect(outside.running.size).toBe(0);
    expect(uploader.getSnapshot().isOnline).toBe(false);
    const sent = outside.sent.length;
    await outside.advance(600_000 - 20_000);
    expect(outside.sent.length).toBe(sent);
    outside.setOnline(true);
    await outside.drain();
    expect(states().every((state) => state === 'done')).toBe(true);
    expect(uploader.getSnapshot().uploads.every(({ error }) => error === null)).toBe(true);
  });
});

describe('anything, in any order', () => {
  const storeFaults: StoreFault[] = [
    'drop',
    'lost',
    'stall',
    'stall-answer',
    { status: 500 },
    { status: 503, retryAfter: 1 },
    { status: 403 },
  ];
  const apiFaults: ApiFault[] = ['unreached', 'lost', { status: 503, retryAfter: 1 }, { status: 500 }];

  type Act = 'pause' | 'resume' | 'cancel' | 'retry' | 'offline' | 'online';
  const oneLarge = (seed: number, wait: number) => {
    const acts = [{ wait, act: 'pause' as Act, which: 0 }];
    return { seed, kind: 'post' as 'post' | 'put', small: 0, large: 1, faultRate: 0.3, acts };
  };

  it('ends with every upload done and stored, or not stored and shown so', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.integer({ min: 1, max: 1e6 }),
          kind: fc.constantFrom<'post' | 'put'>('post', 'put'),
          small: fc.integer({ min: 0, max: 12 }),
          large: fc.integer({ min: 0, max: 2 }),
          faultRate: fc.constantFrom<number>(0, 0.1, 0.3),
          acts: fc.array(
            fc.record({
              wait: fc.integer({ min: 0, max: 4_000 }),
              act: fc.constantFrom<Act>('pause', 'resume', 'cancel', 'retry', 'offline', 'online'),
              which: fc.nat(),
            }),
            { maxLength: 12 },
          ),
        }),
        async ({ seed, kind, small, large, faultRate, acts }) => {
          let dice = seed;
          const roll = () => {
            dice = (Math.imul(dice, 48_271) >>> 0) % 0x7fffffff;
            return dice / 0x7fffffff;
          };
          let isCalm = false;
          const pick = <T>(faults: T[]) =>
            !isCalm && roll() < faultRate ? faults[Math.floor(roll() * faults.length)] : undefined;
          const { outside, uploader, states } = await start({
            seed,
            kind,
            bytesPerSecond: 4 * MiB,
            storeFault: () => pick(storeFaults),
            apiFault: () => pick(apiFaults),
          });
          const shown = new Map<string, number>();
          uploader.subscribe(() => {
            for (const { progress, state, uploadId } of uploader.getSnapshot().uploads) {
              if (state !== 'failed' && uploadId)
                expect(progress).toBeGreaterThanOrEqual(shown.get(uploadId) ?? 0);
              if (uploadId) shown.set(uploadId, progress);
            }
          });
          const ids = uploader.add([
            ...many(small),
            ...Array.from({ length: large }, (_, index) =>
              largeFile(`film-${index}.mp4`, (20 + index * 17) * MiB),
            ),
          ]);
          for (const { wait, act, which } of acts) {
            await outside.advance(wait);
            const some = ids.filter((_, index) => index % 3 === which % 3);
            if (act === 'offline') outside.setOnline(false);
            else if (act === 'online') outside.setOnline(true);
            else uploader[act](some);
          }
          isCalm = true;
          outside.setOnline(true);
          uploader.resume();
          await outside.drain();
          uploader.retry();
          await outside.drain();
          expect(states().every((state) => state === 'done' || state === 'cancelled')).toBe(true);
          const isStored = (id: string) => {
            const { uploadId } = uploader.getUpload(id)!;
            return uploadId !== null && outside.uploads.get(uploadId)!.state === 'uploaded';
          };
          for (const id of ids) expect(isStored(id)).toBe(uploader.getUpload(id)!.state === 'done');
          // Nothing is left reserved that the engine has given up or finished.
          const left = [...outside.uploads.values()].filter(({ state }) => state === 'reserved');
          expect(left.map(({ uploadId }) => uploadId)).toEqual([]);
          expect(outside.state.mostRunning).toBeLessThanOrEqual(6);
          expect(outside.timers.size).toBe(0);
        },
      ),
      {
        numRuns: Number(process.env.VALETKEY_TEST_RUNS ?? 60),
        seed: Number(process.env.VALETKEY_TEST_SEED ?? 1),
        examples: [
          // A part put back with its URL, then found in the store: the URL left over looked like one for the next part.
          [oneLarge(900_412, 3_158)],
          // Every answer to a handshake was lost: the retry has to ask for the same batch again.
          [oneLarge(133_872, 2_899)],
        ],
      },
    );
  }, 120_000);
});
