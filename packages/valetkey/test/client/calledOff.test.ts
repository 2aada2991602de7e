import { afterEach, expect, it, vi } from 'vitest';
import { createUploader } from '../../src/client/index.ts';
import { createUploadSandbox, type UploadSandboxOptions } from '../../src/testing/createUploadSandbox.ts';
import { largeFile, smallFile } from './testFiles.ts';

const MiB = 1024 * 1024;

afterEach(() => vi.restoreAllMocks());

/** An uploader in scripted time, and how many of its listeners wait for a signal of its own to be aborted. */
async function start(script: UploadSandboxOptions) {
  const kept = new Map<EventTarget, Set<unknown>>();
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  vi.spyOn(EventTarget.prototype, 'addEventListener').mockImplementation(function (
    this: EventTarget,
    ...[type, listener, options]
  ) {
    if (type === 'abort') kept.set(this, (kept.get(this) ?? new Set()).add(listener));
    addEventListener.call(this, type, listener, options);
  });
  vi.spyOn(EventTarget.prototype, 'removeEventListener').mockImplementation(function (
    this: EventTarget,
    ...[type, listener, options]
  ) {
    if (type === 'abort') kept.get(this)?.delete(listener);
    removeEventListener.call(this, type, listener, options);
  });
  const outside = createUploadSandbox(script);
  // What the sandbox itself listens to is a signal of one call, which ends with it.
  const ofCalls = new WeakSet<EventTarget>();
  const ports = {
    ...outside.ports,
    fetch: (url: string, init: RequestInit) => {
      ofCalls.add(init.signal!);
      return outside.ports.fetch(url, init);
    },
  };
  const uploader = createUploader({ ports, resumable: false });
  await uploader.prepare();
  const listening = () =>
    [...kept].reduce(
      (sum, [signal, listeners]) =>
        ofCalls.has(signal) || (signal as AbortSignal).aborted ? sum : sum + listeners.size,
      0,
    );
  return { outside, uploader, listening };
}

it('ends the calls about a file with the work on it, instead of one more for each time it is continued', async () => {
  const { outside, uploader, listening } = await start({
    bytesPerSecond: MiB,
    apiFault: ({ method }) => (method === 'GET' ? { status: 503, retryAfter: 20 } : undefined),
  });
  const looks = () => outside.calls.filter(({ method }) => method === 'GET').length;
  uploader.add([largeFile('film.mp4', 64 * MiB)]);
  await outside.advance(3_000);
  for (let time = 0; time < 12; time++) {
    uploader.pause();
    uploader.resume();
    await outside.advance(100);
  }
  expect(looks()).toBe(12);
  expect(listening()).toBe(1);
  uploader.cancel();
  await outside.drain();
  expect(looks()).toBe(12);
  expect(listening()).toBe(0);
});

it('asks with two calls at a time what became of files, however many end while the server is in trouble', async () => {
  let isInTrouble = true;
  const { outside, uploader, listening } = await start({
    apiFault: ({ path }) =>
      isInTrouble && path === '/api/upload/complete' ? { status: 503, retryAfter: 10 } : undefined,
  });
  const groups = () =>
    new Set(
      outside
        .callsTo('POST', '/api/upload/complete')
        .map(({ body }) => body.uploads!.map(({ uploadId }) => uploadId).join()),
    );
  for (let file = 0; file < 12; file++) {
    uploader.add([smallFile(`photo-${file}.png`)]);
    await outside.advance(500);
  }
  expect(groups().size).toBe(2);
  expect(listening()).toBe(2);
  isInTrouble = false;
  await outside.drain();
  expect(uploader.getSnapshot().totals.done).toBe(12);
  // All that ended meanwhile went together.
  expect(groups().size).toBe(3);
  expect(listening()).toBe(0);
});

it('keeps no listener when files are done, refused or lost', async () => {
  const { outside, uploader, listening } = await start({
    apiFault: ({ index }) => (index % 3 === 0 ? 'lost' : undefined),
    storeFault: ({ index }) =>
      index === 1 ? 'drop' : index === 2 ? { status: 403, code: 'AccessDenied' } : undefined,
  });
  uploader.add([
    largeFile('film.mp4', 64 * MiB),
    ...Array.from({ length: 20 }, (_, i) => smallFile(`${i}.png`)),
  ]);
  await outside.drain();
  expect(uploader.getSnapshot().totals.done).toBe(21);
  expect(listening()).toBe(0);
});
