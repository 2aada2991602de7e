import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBucketClient } from 'valetkey/s3';
import { createS3Server } from 'valetkey/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type KeptObjectsOptions, keepObjects } from './keepObjects';

const mib = 1024 ** 2;
const keys = { accessKeyId: 'kept', secretAccessKey: 'kept-secret-kept-secret' };
let folder: string;
let directory: string;
let server: ReturnType<typeof createS3Server>;
let client: ReturnType<typeof createBucketClient>;
/** What the store was asked to give, oldest first. */
let reads: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-store-'));
  directory = await mkdtemp(join(tmpdir(), 'kept-copies-'));
  server = createS3Server({ dir: folder, ...keys, buckets: ['files'], fsync: false });
  const { url } = await server.listen({ port: 0 });
  reads = [];
  client = createBucketClient(
    {
      endpoint: url,
      region: 'us-east-1',
      bucket: 'files',
      forcePathStyle: true,
      credentials: keys,
    },
    {
      fetch: async (input, init) => {
        if (init?.method === 'GET') reads.push(new URL(String(input)).pathname.replace('/files/', ''));
        return fetch(input, init);
      },
    },
  );
  reads = [];
});
afterEach(async () => {
  await server.close();
  for (const one of [folder, directory]) await rm(one, { recursive: true, force: true });
});

const reader = (options: KeptObjectsOptions = {}) => keepObjects(client, { directory, ...options });

async function put(key: string, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size, `${key} `);
  await client.putObject({ key, body: bytes, contentType: 'text/plain' });
  return bytes;
}

async function read(
  from: Pick<typeof client, 'getObject'>,
  key: string,
  range?: { start: number; end: number },
) {
  const { body } = await from.getObject({ key, ...(range && { range }) });
  return Buffer.from(await new Response(body).arrayBuffer());
}

describe('an object that several read', () => {
  it('is read from the store once, whoever is first, and by nobody through the folder of copies', async () => {
    const bytes = await put('a', 3 * mib + 17);
    const kept = reader();
    const [first, second] = await Promise.all([read(kept, 'a'), read(kept, 'a')]);
    expect(first.equals(bytes) && second.equals(bytes)).toBe(true);
    expect(await read(kept, 'a', { start: mib - 3, end: mib + 4 })).toEqual(bytes.subarray(mib - 3, mib + 5));
    expect((await read(kept, 'a', { start: 3 * mib, end: 9 * mib })).length).toBe(17);
    expect(reads).toEqual(['a']);
    // Without a name there is nothing to open, and nothing to be left by a worker that is killed.
    expect(await readdir(directory)).toEqual([]);
    // Another worker has copies of its own.
    expect((await read(reader(), 'a')).equals(bytes)).toBe(true);
    expect(reads).toEqual(['a', 'a']);
  });

  it('is read in part without a copy, and not kept for longer than it may be', async () => {
    const bytes = await put('a', mib);
    const kept = reader({ keptMs: 1 });
    expect(await read(kept, 'a', { start: 5, end: 9 })).toEqual(bytes.subarray(5, 10));
    expect(reads).toEqual(['a']);
    await read(kept, 'a');
    await vi.waitFor(async () => {
      const before = reads.length;
      await read(kept, 'a');
      expect(reads.length).toBe(before + 1);
    });
  });

  it('is read again by who waited for somebody who gave up', async () => {
    const bytes = await put('a', 8 * mib);
    const kept = reader();
    const giving = new AbortController();
    const first = kept.getObject({ key: 'a', signal: giving.signal });
    const second = read(kept, 'a');
    giving.abort(new Error('stopped'));
    await expect(first).rejects.toThrow();
    expect((await second).equals(bytes)).toBe(true);
    expect((await read(kept, 'a')).equals(bytes)).toBe(true);
    expect(reads.length).toBeLessThanOrEqual(2);
    expect(await readdir(directory)).toEqual([]);
  });

  it('is missed by everybody when it is missing', async () => {
    const kept = reader();
    const both = await Promise.allSettled([read(kept, 'none'), read(kept, 'none')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const bytes = await put('none', 10);
    expect(await read(kept, 'none')).toEqual(bytes);
  });
});

describe('the room of copies', () => {
  it('is bounded: the longest unused goes, what is read stays, and what does not fit is read each time', async () => {
    for (const key of ['a', 'b', 'c']) await put(key, 2 * mib);
    await put('large', 3 * mib);
    const kept = reader({ maxBytes: 4 * mib, maxObjectBytes: 2 * mib });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'c']) await read(kept, key);
    expect(reads).toEqual(['a', 'b', 'c']);
    await read(kept, 'b');
    await read(kept, 'c');
    expect(reads).toEqual(['a', 'b', 'c', 'b']);
    for (let round = 0; round < 2; round += 1) expect((await read(kept, 'large')).length).toBe(3 * mib);
    expect(reads.slice(4)).toEqual(['large', 'large']);

    const open = await Promise.all(['b', 'c'].map((key) => kept.getObject({ key })));
    for (let round = 0; round < 2; round += 1) await read(kept, 'a');
    expect(reads.slice(6)).toEqual(['a', 'a']);
    for (const { body } of open) expect((await new Response(body).arrayBuffer()).byteLength).toBe(2 * mib);
    for (let round = 0; round < 2; round += 1) await read(kept, 'a');
    expect(reads.slice(8)).toEqual(['a']);
  });
});
