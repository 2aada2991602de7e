import { describe, expect, it } from 'vitest';
import { createUploader, type UploaderOptions } from '../../src/client/index.ts';
import { createUploadSandbox, type UploadSandboxOptions } from '../../src/testing/createUploadSandbox.ts';
import { scriptedWorkers } from './scriptedWorker.ts';
import { largeFile, smallFile } from './testFiles.ts';

const MiB = 1024 * 1024;

type Behaviour = NonNullable<Parameters<typeof scriptedWorkers>[0]>;
type Transport = NonNullable<Behaviour['ports']>;

/** Loading what the worker needs takes a few real turns, in which the scripted time stands still. */
const loaded = () => import('../../src/client/sending/createSendLane.ts');

async function start(
  {
    script = {},
    transport = (ports) => ports,
    ...behaviour
  }: Omit<Behaviour, 'ports'> & {
    script?: UploadSandboxOptions;
    /** What the worker sends through. */
    transport?: (ports: Transport) => Transport;
  } = {},
  options: UploaderOptions = {},
) {
  const outside = createUploadSandbox(script);
  const { create, workers } = scriptedWorkers({ ...behaviour, ports: transport(outside.ports) });
  const uploader = createUploader({
    ports: outside.ports,
    resumable: false,
    createWorker: create,
    workerFrom: 0,
    ...options,
  });
  await uploader.prepare();
  await loaded();
  const states = () => uploader.getSnapshot().uploads.map(({ state }) => state);
  const asked = (kind: string) =>
    workers.flatMap(({ requests }) => requests.filter((request) => request.kind === kind)).length;
  return { outside, uploader, states, workers, asked };
}

/** How often each part arrived at the store. */
const arrivalsOf = (outside: ReturnType<typeof createUploadSandbox>) => [
  ...outside.uploads.get('id1')!.arrivals.values(),
];

describe('parts of large files', () => {
  it('go through a worker, which tells of all of them together and is let go afterwards', async () => {
    const { outside, uploader, states, workers, asked } = await start();
    const shown: number[] = [];
    uploader.subscribe(() => shown.push(uploader.getSnapshot().totals.sentBytes));
    uploader.add([largeFile('a.mp4', 120 * MiB)]);
    await outside.drain();
    expect(states()).toEqual(['done']);
    expect(arrivalsOf(outside)).toEqual(Array(24).fill(1));
    // The page does not wait for it with the first ones.
    expect(asked('send')).toBe(18);
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true]);
    // It moves while parts are under way, and never back.
    expect(new Set(shown).size).toBeGreaterThan(6);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
  });

  it('wake another worker after the first was let go', async () => {
    const { outside, uploader, states, workers } = await start();
    for (const name of ['a.mp4', 'b.mp4']) {
      uploader.add([largeFile(name, 60 * MiB)]);
      await outside.drain();
    }
    expect(states()).toEqual(['done', 'done']);
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
  });

  it('are called off in the worker when the upload is paused, and sent by it later', async () => {
    const { outside, uploader, states, asked } = await start({ script: { bytesPerSecond: MiB } });
    uploader.add([largeFile('a.mp4', 120 * MiB)]);
    await outside.advance(7_000);
    uploader.pause();
    await outside.advance(10);
    expect([asked('abort'), outside.running.size]).toEqual([6, 0]);
    uploader.resume();
    await outside.drain();
    expect(states()).toEqual(['done']);
    expect(arrivalsOf(outside)).toEqual(Array(24).fill(1));
  });

  it('are given up where they stall, and repeated', async () => {
    const { outside, uploader, states } = await start({
      script: {
        storeFault: ({ part, attempt }) =>
          attempt === 0
            ? ({ 2: 'stall', 5: 'stall-answer', 7: 'lost', 9: 'drop' } as const)[part]
            : undefined,
      },
    });
    uploader.add([largeFile('a.mp4', 120 * MiB)]);
    await outside.drain();
    expect(states()).toEqual(['done']);
    expect(arrivalsOf(outside)).toEqual(Array(24).fill(1));
  });

  it('do not leave a request behind when everything is closed', async () => {
    const { outside, uploader, workers } = await start({ script: { bytesPerSecond: MiB } });
    uploader.add([largeFile('a.mp4', 120 * MiB)]);
    await outside.advance(7_000);
    uploader.close();
    await outside.drain();
    expect([outside.running.size, workers[0]!.isTerminated]).toEqual([0, true]);
  });
});

it.each([
  [1, 0],
  [16, 1],
])('a line of %d MiB/s needs %d workers', async (speed, count) => {
  const { outside, uploader, states, workers } = await start(
    { script: { bytesPerSecond: speed * MiB } },
    { workerFrom: undefined },
  );
  uploader.add([largeFile('a.mp4', 200 * MiB)]);
  await outside.drain();
  expect([states(), workers.length]).toEqual([['done'], count]);
});

it('small files need no worker', async () => {
  const { outside, uploader, states, workers } = await start();
  uploader.add([smallFile('a.png'), smallFile('b.png', 15 * MiB)]);
  await outside.drain();
  expect([states(), workers]).toEqual([['done', 'done'], []]);
});

describe('where there can be no worker, or it breaks', () => {
  it.each([1, 2, 7, 18])('loses nothing when the worker dies of request %d', async (breaksAt) => {
    const { outside, uploader, states, workers } = await start({ breaksAt });
    uploader.add([largeFile('a.mp4', 120 * MiB)]);
    await outside.drain();
    expect(states()).toEqual(['done']);
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true]);
    expect(arrivalsOf(outside)).toHaveLength(24);
  });

  it('asks the store what arrived before anything is sent again', async () => {
    const { outside, uploader, workers } = await start({ script: { bytesPerSecond: MiB } });
    uploader.add([largeFile('a.mp4', 120 * MiB)]);
    await outside.advance(7_000);
    const before = outside.callsTo('GET', '/api/upload/id1').length;
    workers[0]!.break();
    await outside.drain();
    expect(outside.callsTo('GET', '/api/upload/id1').length).toBe(before + 1);
  });

  it('sends from the page where the script never reports, without waiting for it', async () => {
    const { outside, uploader, states, asked } = await start({ isMute: true });
    uploader.add([largeFile('a.mp4', 120 * MiB)]);
    await outside.drain();
    expect([states(), asked('send'), arrivalsOf(outside)]).toEqual([['done'], 0, Array(24).fill(1)]);
  });

  it('sends from the page where the worker reaches no store', async () => {
    const { outside, uploader, states, asked } = await start({
      transport: (ports) => ({
        ...ports,
        createXhr() {
          const xhr = ports.createXhr();
          // As the browser ends what a policy forbids.
          xhr.send = () => queueMicrotask(() => xhr.abort());
          return xhr;
        },
      }),
    });
    uploader.add([largeFile('a.mp4', 120 * MiB)]);
    await outside.drain();
    expect([states(), arrivalsOf(outside)]).toEqual([['done'], Array(24).fill(1)]);
    expect(asked('send')).toBeLessThanOrEqual(6);
  });

  it('sends from the page where it may have none', async () => {
    const createWorker = () => {
      throw new DOMException('Refused by the policy of the page.', 'SecurityError');
    };
    const { outside, uploader, states } = await start({}, { createWorker });
    uploader.add([largeFile('a.mp4', 120 * MiB)]);
    await outside.drain();
    expect([states(), arrivalsOf(outside)]).toEqual([['done'], Array(24).fill(1)]);
  });

  it('leaves sending to a transport that was handed in', async () => {
    const { outside, uploader, states, workers } = await start({}, { createWorker: undefined });
    uploader.add([largeFile('a.mp4', 120 * MiB)]);
    await outside.drain();
    expect([states(), workers]).toEqual([['done'], []]);
  });
});
