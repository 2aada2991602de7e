import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grant } from '../src/protocol/index.ts';
import { createLife } from './mortal.ts';
import { complete, handshake, png, type Rig, send, startRig } from './startRig.ts';

const MiB = 1024 * 1024;

const { life, mortal, restart } = createLife();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ wrapRecords: mortal, wrapBucketClient: mortal });
});
afterAll(() => rig.close());

let run = 0;

/** Handshake, transfer, complete; after the death the process is started again and the client repeats its call. */
async function upload(
  size: number,
  client: 'repeats' | 'vanishes',
): Promise<{ grant: Grant | null; wasSent: boolean }> {
  const idempotencyKey = `run-${run++}`;
  const files = [{ name: 'a.png', size, contentType: 'image/png' }];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!life.isDead) throw error;
    }
    restart();
    return client === 'repeats' ? work() : null;
  };
  const grants = await attempt(() => handshake(rig, files, { idempotencyKey }));
  const grant = grants?.[0];
  if (grant === undefined) return { grant: null, wasSent: false };
  await send(grant, png(size));
  await attempt(async () => {
    const [receipt] = await complete(rig, [grant]);
    if (life.isDead && receipt?.status !== 200) throw new Error('failed');
    return receipt;
  });
  return { grant, wasSent: true };
}

async function sweepUntilQuiet(): Promise<void> {
  for (const seconds of [16 * 60, 25 * 3600, 9 * 24 * 3600]) {
    rig.advance(seconds);
    await rig.valetKey.sweep();
  }
  rig.advance(61);
  // What is missing are the files of earlier runs, which were removed below their records.
  const { missingObjects: _, ...done } = await rig.valetKey.sweep();
  expect(Object.values(done).reduce((sum, count) => sum + count, 0)).toBe(0);
}

async function expectNothingLostOrOrphaned(
  grant: Grant | null,
  wasSent: boolean,
  size: number,
): Promise<void> {
  await sweepUntilQuiet();
  const keys = await rig.keys();
  const claimed = await rig.records.claimedKeys(keys);
  expect(keys.filter((key) => !claimed.has(key))).toEqual([]);
  expect(keys.filter((key) => key.startsWith('incoming/'))).toEqual([]);
  expect(await rig.openMultiparts()).toBe(0);
  if (grant !== null && wasSent) {
    const { signedUrl } = await rig.json<{ signedUrl: string }>('GET', `/api/download?key=${grant.key}`);
    const read = await (await fetch(signedUrl)).arrayBuffer();
    expect(Buffer.compare(Buffer.from(read), Buffer.from(png(size)))).toBe(0);
  }
  const wanted = grant !== null && wasSent ? 1 : 0;
  expect(keys).toHaveLength(wanted);
  for (const key of keys) await rig.bucketClient.deleteObject({ key });
}

describe.each([
  ['a small file', 10],
  ['a multipart file', 16 * MiB],
] as const)('%s, killed at each of its steps', (_, size) => {
  // A multipart round costs a second: without VALETKEY_TEST_FULL only the roughest death of it runs.
  const isShort = size > MiB && process.env.VALETKEY_TEST_FULL !== '1';
  it.each([
    ['before the step', false, 'repeats'],
    ['after the step', true, 'repeats'],
    ['after the step, and the client never comes back', true, 'vanishes'],
  ] as const)(
    '%s',
    async (name, isAfter, client) => {
      if (isShort && name !== 'after the step') return;
      for (let step = 1; ; step++) {
        expect(step).toBeLessThan(60);
        life.callsLeft = step;
        life.isAfter = isAfter;
        const { grant, wasSent } = await upload(size, client);
        const hasDied = life.callsLeft === Number.POSITIVE_INFINITY || life.isDead;
        restart();
        await expectNothingLostOrOrphaned(grant, wasSent, size);
        if (!hasDied) break;
      }
    },
    120_000,
  );
});
