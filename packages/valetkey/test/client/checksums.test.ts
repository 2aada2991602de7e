import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createUploader, type UploaderOptions } from '../../src/client/index.ts';
import { createUploadSandbox, type UploadSandboxOptions } from '../../src/testing/createUploadSandbox.ts';
import { scriptedWorkers } from './scriptedWorker.ts';

const MiB = 1024 * 1024;
/** Hashing takes real time, in which none of the scripted passes. */
const soon = { timeout: 20_000, interval: 5 };

/** Of different bytes each. */
function fileOf(name: string, sizeBytes: number): File {
  const bytes = Buffer.alloc(sizeBytes, `bytes of ${name} `);
  return new File([bytes], name, { type: 'image/png', lastModified: 5 });
}

const sumOf = async (bytes: Blob) =>
  createHash('sha256')
    .update(Buffer.from(await bytes.arrayBuffer()))
    .digest('base64');

async function start(script: UploadSandboxOptions = {}, options: UploaderOptions = {}) {
  const outside = createUploadSandbox(script);
  const workers = scriptedWorkers();
  const uploader = createUploader({
    ports: outside.ports,
    resumable: false,
    checksums: true,
    createWorker: workers.create,
    // What is sent is not the matter here.
    workerFrom: Number.POSITIVE_INFINITY,
    ...options,
  });
  await uploader.prepare();
  const states = () => uploader.getSnapshot().uploads.map(({ state }) => state);
  const hashed = async (count: number) => {
    const files = () => outside.callsTo('POST', '/api/upload').flatMap(({ body }) => body.files!);
    await expect
      .poll(async () => {
        await outside.advance(10);
        return files().length;
      }, soon)
      .toBe(count);
    await outside.drain();
  };
  const ended = async () => {
    await expect
      .poll(async () => {
        await outside.advance(100);
        return uploader.getSnapshot().totals.active;
      }, soon)
      .toBe(0);
  };
  return { outside, uploader, states, hashed, ended, workers };
}

describe('checksums of small files', () => {
  it('cost no more app-server calls than none', async () => {
    const { outside, uploader, states, hashed } = await start();
    const files = Array.from({ length: 500 }, (_, index) => fileOf(`photo-${index}.png`, 2_000 + index));
    uploader.add(files);
    await hashed(500);
    expect(states()).toEqual(Array(500).fill('done'));
    expect(outside.calls.map(({ path }) => path)).toEqual([
      '/api/upload',
      '/api/upload',
      '/api/upload/complete',
    ]);
    const told = outside.callsTo('POST', '/api/upload').flatMap(({ body }) => body.files!);
    expect(told.map(({ checksumSha256 }) => checksumSha256)).toEqual(await Promise.all(files.map(sumOf)));
  });

  it('are given with `files`, and of a large one none', async () => {
    const { outside, uploader, states, hashed } = await start({}, { checksums: 'files' });
    uploader.add([fileOf('a.png', 900), fileOf('film.mp4', 20 * MiB)]);
    await hashed(2);
    expect(states()).toEqual(['done', 'done']);
    const told = outside.callsTo('POST', '/api/upload').flatMap(({ body }) => body.files!);
    const [small, large] = told.toSorted((a, b) => a.size! - b.size!);
    expect(small).toHaveProperty('checksumSha256');
    expect(large).not.toHaveProperty('partChecksums');
    expect(large).not.toHaveProperty('checksumSha256');
  });

  it('are not given with `parts`, and nothing is loaded for them', async () => {
    const { outside, uploader, states, workers } = await start({}, { checksums: 'parts' });
    uploader.add([fileOf('a.png', 900)]);
    await outside.drain();
    expect(states()).toEqual(['done']);
    expect(outside.calls[0]!.body.files![0]).not.toHaveProperty('checksumSha256');
    expect(workers.workers).toEqual([]);
  });

  it('tell of a file that can no longer be read before anybody is asked to grant it', async () => {
    const { outside, uploader, states, hashed } = await start();
    const gone = fileOf('gone.png', 900);
    gone.arrayBuffer = () => Promise.reject(new DOMException('It moved.', 'NotReadableError'));
    uploader.add([gone, fileOf('kept.png', 900)]);
    await hashed(1);
    expect(states()).toEqual(['failed', 'done']);
    expect(uploader.getSnapshot().uploads[0]!.error).toMatchObject({ code: 'FILE_CHANGED' });
    expect(outside.uploads.size).toBe(1);
  });

  it('survive the death of the worker', async () => {
    const workers = scriptedWorkers({ breaksAt: 2 });
    const { uploader, states, hashed, outside } = await start({}, { createWorker: workers.create });
    uploader.add(Array.from({ length: 100 }, (_, index) => fileOf(`photo-${index}.png`, 500)));
    await hashed(100);
    expect(states()).toEqual(Array(100).fill('done'));
    expect(workers.workers.map(({ isTerminated }) => isTerminated)).toEqual([true]);
    expect(outside.sent).toHaveLength(100);
  });
});

describe('checksums of parts', () => {
  it('are given for each part, hashed ahead of need, in a few calls', async () => {
    const { outside, uploader, states, ended, workers } = await start();
    const file = fileOf('film.mp4', 80 * MiB);
    uploader.add([file]);
    await ended();
    expect(states()).toEqual(['done']);
    const asked = outside.callsTo('POST', '/api/upload/parts').map(({ body }) => body);
    const sums = new Map(
      asked.flatMap(({ partNumbers, checksumsSha256 }) =>
        partNumbers!.map((part, index) => [part, checksumsSha256![index]] as const),
      ),
    );
    const { partSize } = outside.uploads.get('id1')!;
    for (const [part, sum] of sums)
      expect(sum).toBe(await sumOf(file.slice((part - 1) * partSize!, part * partSize!)));
    expect(sums.size).toBe(outside.sent.length);
    expect(asked.length).toBeLessThan(8);
    expect(workers.workers).toHaveLength(1);
  });

  it('are let go when the upload is cancelled in the middle', async () => {
    const { outside, uploader, states, workers } = await start({ bytesPerSecond: MiB });
    uploader.add([fileOf('film.mp4', 80 * MiB)]);
    await expect
      .poll(async () => {
        await outside.advance(10);
        return outside.sent.length;
      }, soon)
      .toBeGreaterThan(0);
    uploader.cancel();
    expect(states()).toEqual(['cancelled']);
    await outside.drain();
    const [worker] = workers.workers;
    const count = worker!.requests.filter(({ kind }) => kind === 'hash').length;
    // One part at a time: nothing was asked for after the end.
    expect(count).toBeLessThan(outside.uploads.get('id1')!.file.size / outside.uploads.get('id1')!.partSize!);
    await expect
      .poll(async () => {
        await outside.drain();
        return worker!.isTerminated;
      }, soon)
      .toBe(true);
    expect(outside.uploads.get('id1')!.state).toBe('aborted');
  });

  it('are taken anew after a pause', async () => {
    const { outside, uploader, states, ended } = await start({ bytesPerSecond: 4 * MiB });
    uploader.add([fileOf('film.mp4', 40 * MiB)]);
    await expect
      .poll(async () => {
        await outside.advance(100);
        return outside.uploads.get('id1')?.stored.size ?? 0;
      }, soon)
      .toBeGreaterThan(2);
    uploader.pause();
    await outside.drain();
    uploader.resume();
    await ended();
    expect(states()).toEqual(['done']);
    expect([...outside.uploads.get('id1')!.arrivals.values()].every((times) => times === 1)).toBe(true);
  });

  it('tell of a file that changes while it is sent, and nothing of it is kept', async () => {
    const { outside, uploader, states, ended } = await start({ bytesPerSecond: 4 * MiB });
    const file = fileOf('film.mp4', 80 * MiB);
    const slice = file.slice.bind(file);
    file.slice = (from = 0, to = file.size) => {
      const part = slice(from, to);
      if (from > 60 * MiB)
        part.stream = () => {
          throw new DOMException('It changed.', 'NotReadableError');
        };
      return part;
    };
    uploader.add([file]);
    await ended();
    await outside.drain();
    expect(states()).toEqual(['failed']);
    expect(uploader.getSnapshot().uploads[0]!.error).toMatchObject({ code: 'FILE_CHANGED' });
    expect(outside.sent.length).toBeGreaterThan(0);
    expect(outside.uploads.get('id1')!.state).toBe('aborted');
  });
});
