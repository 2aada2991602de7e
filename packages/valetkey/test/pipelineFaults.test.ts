import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DerivativeMaker, Extractor, Scanner } from '../src/server/index.ts';
import { createLife } from './mortal.ts';
import { complete, handshake, png, type Rig, send, startRig } from './startRig.ts';

/*
 * What happens to a file after its upload, by a worker that is killed at each of its steps: its jobs are done again from the start by
 * the next one, as a queue does that hands a job out until it is finished.
 */

const { life, mortal, restart } = createLife();
const bytes = (text: string) => new TextEncoder().encode(text);
const readAll = async (body: ReadableStream<Uint8Array>) =>
  (await new Response(body).arrayBuffer()).byteLength;

const planned = [
  { name: 'thumb', contentType: 'image/webp' },
  { name: 'web', contentType: 'image/webp' },
];
const maker: DerivativeMaker = {
  plan: () => planned,
  async make({ names, read, keep }) {
    await readAll(await read());
    // The small picture early, as makers do that have it long before the rest.
    if (names.has('thumb')) await keep([{ ...planned[0]!, body: bytes('small'), width: 9, height: 6 }]);
    return [{ ...planned[1]!, body: bytes('large'), width: 90, height: 60 }];
  },
};
const extractor: Extractor = {
  plan: () => 'text',
  async extract({ read }) {
    await readAll(await read());
    return { state: 'failed', reason: 'unreadable' };
  },
};
const scanner: Scanner = {
  isRequired: true,
  version: async () => ({ engine: 'Scanner 1', database: '7' }),
  maxMilliseconds: () => 1_000,
  async scan({ open }) {
    await readAll(await open());
    return { outcome: 'clean', signature: null, by: { engine: 'Scanner 1', database: '7' } };
  },
};

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({
    wrapRecords: mortal,
    wrapBucketClient: mortal,
    wrapReader: mortal,
    options: {
      verification: 'worker',
      scanner,
      jobsWhenAvailable: ({ id }) => [
        { name: 'derive', payload: { uploadId: id } },
        { name: 'extract', payload: { uploadId: id } },
      ],
    },
  });
});
afterAll(() => rig.close());

async function work(name: string, uploadId: string): Promise<void> {
  if (name === 'derive') await rig.valetKey.derive(uploadId, maker);
  else if (name === 'extract') await rig.valetKey.extract(uploadId, extractor);
  else {
    const { state } = await rig.valetKey.verify(uploadId, { othersEndedAt: rig.now() });
    expect(state).toBe('available');
  }
}

/** Does every job until it is done. Returns how often a worker died. */
async function workAll(): Promise<number> {
  let deaths = 0;
  for (let job = rig.jobs[0]; job !== undefined; job = rig.jobs[0]) {
    try {
      await work(job.name, String(job.payload.uploadId));
      if (!life.isDead) rig.jobs.shift();
    } catch (error) {
      if (!life.isDead) throw error;
    }
    if (!life.isDead) continue;
    deaths++;
    restart();
    rig.advance(1);
  }
  return deaths;
}

it.each([
  ['before the step', false],
  ['after the step', true],
])(
  'a worker killed %s loses nothing and does nothing twice',
  async (_, isAfter) => {
    for (let step = 1; ; step++) {
      expect(step).toBeLessThan(60);
      const [grant] = await handshake(rig, [{ name: 'a.png', size: 30, contentType: 'image/png' }]);
      await send(grant!, png(30));
      expect(await complete(rig, [grant!])).toMatchObject([{ state: 'uploaded' }]);
      const eventsBefore = rig.records.events().length;
      Object.assign(life, { callsLeft: step, isAfter });
      const deaths = await workAll();
      restart();

      const uploadIds = [grant!.uploadId];
      const [upload] = await rig.records.find({ uploadIds });
      expect(upload, `step ${step}`).toMatchObject({ state: 'available', scan: 'clean' });
      const derivatives = await rig.records.findDerivatives({ uploadIds });
      expect(derivatives.map(({ name, state }) => [name, state])).toEqual([
        ['thumb', 'available'],
        ['web', 'available'],
      ]);
      expect(await rig.records.findExtraction({ uploadId: grant!.uploadId })).toMatchObject({
        state: 'failed',
        reason: 'unreadable',
      });
      // Told once, whichever attempt it was.
      const events = rig.records.events().slice(eventsBefore);
      const count = (action: string) => events.filter((event) => event.action === action).length;
      expect([count('file.available'), count('extraction.made'), count('derivatives.made')]).toEqual([
        1, 1, 2,
      ]);
      // What the dead one had stored and nobody recorded is an orphan, which the sweep removes.
      rig.advance(25 * 3600);
      expect(await rig.valetKey.sweep()).toMatchObject({ failures: 0 });
      const own = [upload!.objectKey!, ...derivatives.map(({ objectKey }) => objectKey!)];
      expect((await rig.keys()).toSorted()).toEqual(own.toSorted());
      for (const key of own) await rig.bucketClient.deleteObject({ key });
      if (deaths === 0) break;
    }
  },
  60_000,
);
