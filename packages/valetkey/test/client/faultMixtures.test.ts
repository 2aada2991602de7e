import { createHash } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { createUploader, type Ports, type UploaderOptions } from '../../src/client/index.ts';
import { randomFrom } from '../../src/testing/createUploadSandbox.ts';
import type { FaultRule } from '../../src/testing/index.ts';
import { isIterated } from '../mortal.ts';
import { type Rig, startRig } from '../startRig.ts';
import { createNodeXhr } from './createNodeXhr.ts';
import { scriptedWorkers } from './scriptedWorker.ts';

/*
 * The engine, the handlers and the embedded store over real sockets, while all of them fail. A run is made of its seed: the
 * files, the faults and where they strike, what the user does meanwhile. After each: every file that the user was told is
 * stored is there with its bytes, every other is shown as not stored, and a sweep leaves no orphan.
 *
 *   VALETKEY_TEST_SEED=n VALETKEY_TEST_RUNS=1 npx vitest run ... repeats the run of a seed.
 *
 * Time in the engine runs a hundred times as fast, so that its delays and its watchdog cost milliseconds.
 */

const isFull = process.env.VALETKEY_TEST_FULL === '1';
const firstSeed = Number(process.env.VALETKEY_TEST_SEED ?? 1);
const runCount = Number(process.env.VALETKEY_TEST_RUNS ?? (isFull ? 1_000 : 40));
const RUNS_PER_RIG = 50;
const HASTE = 100;
const MiB = 1024 * 1024;

vi.setConfig({ testTimeout: 60_000 + runCount * 30_000 });

type Dice = { roll(): number; below(limit: number): number; chance(share: number): boolean };

function createDice(seed: number): Dice {
  const roll = randomFrom(seed);
  return { roll, below: (limit) => Math.floor(roll() * limit), chance: (share) => roll() < share };
}

/** The app server's process: dead, it carries out nothing more until it is started again. */
const life = { callsLeft: Number.POSITIVE_INFINITY, isAfter: false, isDead: false };

function mortal<P extends object>(port: P): P {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function' || isIterated(name)) return member;
      return async (...args: unknown[]) => {
        if (life.isDead) throw new Error('dead');
        if (--life.callsLeft > 0) return Reflect.apply(member, target, args);
        life.isDead = true;
        if (life.isAfter) await Reflect.apply(member, target, args);
        throw new Error('killed');
      };
    },
  });
}

function revive(): void {
  life.isDead = false;
  life.callsLeft = Number.POSITIVE_INFINITY;
}

let rig: Rig | null = null;
afterEach(async () => {
  await rig?.close();
  rig = null;
});

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Calls to the app server get lost, fail, or meet a process that was killed. */
function createFetch(own: Rig, dice: Dice, faultRate: () => number): Ports['fetch'] {
  return async (url, { method = 'GET', body }) => {
    const kind = dice.chance(faultRate()) ? dice.below(5) : -1;
    if (kind === 0) throw new TypeError('unreached');
    if (kind === 1) return new Response('{}', { status: 500 });
    if (kind === 2) return new Response('{}', { status: 503, headers: { 'retry-after': '1' } });
    if (kind === 4 && !life.isDead) {
      life.callsLeft = 1 + dice.below(20);
      life.isAfter = dice.chance(0.5);
    }
    const response = await own.call(method, url, body as string | undefined);
    if (life.isDead) {
      setTimeout(revive, 10);
      throw new TypeError('the server is gone');
    }
    if (kind === 3) throw new TypeError('the answer is lost');
    return response;
  };
}

/** One thing that goes wrong at the store, once, at a random request. Stalls cost real time: few runs have them. */
function storeFault(dice: Dice, maySlow: boolean): FaultRule {
  const at = 1 + dice.below(150_000);
  const faults: Partial<FaultRule>[] = [
    { dropAfterBytes: at },
    { dropAfterBytes: 0 },
    { status: { status: 500, code: 'InternalError' } },
    { status: { status: 503, code: 'SlowDown', retryAfterSeconds: 1 } },
    { status: { status: 403, code: 'AccessDenied' } },
    { status: { status: 400, code: 'BadDigest' } },
    { loseResponse: true },
    ...(maySlow
      ? [
          { stallAfterBytes: at },
          // Half open: everything is taken, and nothing ever comes back.
          { stallAfterBytes: 1 },
          { uploadBytesPerSecond: 200_000 },
        ]
      : []),
  ];
  const operation = dice.chance(0.8)
    ? ['PutObject', 'PostObject', 'UploadPart']
    : ['CopyObject', 'CompleteMultipartUpload', 'CreateMultipartUpload', 'ListParts', 'HeadObject'];
  return { operation, skip: dice.below(8), times: 1 + dice.below(2), ...faults[dice.below(faults.length)] };
}

function makeFiles(dice: Dice, hasLarge: boolean): File[] {
  const sizes = Array.from(
    { length: 1 + dice.below(12) },
    () => 1 + dice.below(dice.chance(0.7) ? 30_000 : 300_000),
  );
  if (hasLarge) sizes.splice(dice.below(sizes.length), 0, 16 * MiB + dice.below(3 * MiB));
  return sizes.map((size, index) => {
    const bytes = Buffer.alloc(size, `line ${dice.below(1e9)} of a text\n`);
    return new File([bytes], `note-${index}.txt`, { type: 'text/plain', lastModified: 5 });
  });
}

async function run(own: Rig, seed: number): Promise<void> {
  const dice = createDice(seed);
  const isRough = dice.chance(0.5);
  let faultRate = isRough ? 0.25 : 0.08;
  const hasLarge = seed % 20 === 10;
  const ports = {
    fetch: createFetch(own, dice, () => faultRate),
    createXhr: createNodeXhr,
    random: dice.roll,
    clock: {
      now: () => performance.now() * HASTE,
      setTimeout: (callback: () => void, milliseconds: number) => setTimeout(callback, milliseconds / HASTE),
      clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
    },
    scheduleFrame: (callback: () => void) => void setTimeout(callback, 1),
    online: { isOnline: () => true, subscribe: () => () => {} },
  } satisfies UploaderOptions['ports'];
  // Large files go through a worker, mostly, and it may die of any message; without, the page sends.
  const breaksAt = dice.chance(0.5) ? 1 + dice.below(12) : undefined;
  const { create: createWorker } = scriptedWorkers({ breaksAt, ports });
  const worker = dice.chance(0.75) ? { createWorker, workerFrom: 0 } : {};
  // The watchdog gets a second and a half, an app-server call a minute: the machine of a test may be slow itself.
  const patience = { stallSeconds: 150, apiTimeoutSeconds: 6_000 };
  const uploader = createUploader({
    ports,
    resumable: false,
    checksums: seed % 3 === 0,
    ...worker,
    ...patience,
  });
  const files = makeFiles(dice, hasLarge);
  for (let left = 1 + dice.below(4); left > 0; left--) own.faults.inject(storeFault(dice, seed % 8 === 0));
  const ids = uploader.add(files);
  const disasters = [
    async () => own.restartStore(),
    async () => {
      own.faults.setClockSkewSeconds(20 * 60);
      await wait(20);
      own.faults.setClockSkewSeconds(0);
    },
    async () => uploader.pause(ids.filter((_, index) => index % 3 === 0)),
    async () => uploader.resume(),
    async () => uploader.cancel(ids.slice(0, 1)),
    async () => uploader.retry(),
  ];
  for (let left = dice.below(4); left > 0; left--) {
    await wait(dice.below(40));
    await disasters[dice.below(disasters.length)]!();
  }

  // The weather clears, and the user insists.
  faultRate = 0;
  own.faults.clear();
  // A death that was planned and did not come yet must not strike what is looked at afterwards.
  revive();
  const isOpen = (id: string) => !['done', 'cancelled'].includes(uploader.getUpload(id)!.state);
  for (let tries = 0; ids.some(isOpen); tries++) {
    if (tries === 3_000) throw new Error(`not at rest: ${ids.map((id) => uploader.getUpload(id)!.state)}`);
    uploader.resume();
    uploader.retry();
    await wait(10);
    revive();
  }
  await expectKept(own, uploader, ids, files);
}

async function expectKept(
  own: Rig,
  uploader: ReturnType<typeof createUploader>,
  ids: string[],
  files: File[],
): Promise<void> {
  for (const seconds of [16 * 60, 25 * 3600, 9 * 24 * 3600]) {
    own.advance(seconds);
    await own.valetKey.sweep();
  }
  const uploads = ids.map((id) => uploader.getUpload(id)!);
  const done = uploads.filter(({ state }) => state === 'done');
  for (const upload of done) {
    const { signedUrl } = await own.json<{ signedUrl: string }>('GET', `/api/download?key=${upload.key}`);
    const read = Buffer.from(await (await fetch(signedUrl)).arrayBuffer());
    const sent = Buffer.from(await files[uploads.indexOf(upload)]!.arrayBuffer());
    expect(sha256(read)).toBe(sha256(sent));
  }
  const keys = await own.keys();
  const claimed = await own.records.claimedKeys(keys);
  expect(keys.filter((key) => !claimed.has(key))).toEqual([]);
  // No more objects than uploads that say they are done: what was cancelled is not stored.
  expect(keys).toHaveLength(done.length);
  expect(await own.openMultiparts()).toBe(0);
  for (const key of keys) await own.bucketClient.deleteObject({ key });
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

it(`loses nothing, tells nothing wrong and leaves nothing behind in ${runCount} mixed runs`, async () => {
  for (let index = 0; index < runCount; index++) {
    const seed = firstSeed + index;
    if (index % RUNS_PER_RIG === 0) {
      await rig?.close();
      rig = await startRig({
        wrapRecords: mortal,
        wrapBucketClient: mortal,
        capabilities: { partChecksumSha256: true },
      });
    }
    try {
      await run(rig!, seed);
    } catch (error) {
      throw new Error(`Run again with VALETKEY_TEST_SEED=${seed} VALETKEY_TEST_RUNS=1.`, { cause: error });
    }
  }
});
