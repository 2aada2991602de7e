import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHashLane } from '../../src/client/hashing/createHashLane.ts';
import { scriptedWorkers } from './scriptedWorker.ts';

const always = () => true;
const blobOf = (text: string) => new Blob([text]);
const sumOf = (text: string) => createHash('sha256').update(text).digest('base64');

let timers: Map<number, { callback: () => void; milliseconds: number }>;
let closing: AbortController;

beforeEach(() => {
  timers = new Map();
  closing = new AbortController();
});

const clock = {
  now: () => 0,
  setTimeout(callback: () => void, milliseconds: number) {
    const id = Math.random();
    timers.set(id, { callback, milliseconds });
    return id;
  },
  clearTimeout: (id: unknown) => void timers.delete(id as number),
};

/** Lets the one timer of this length run out. */
async function runOut(milliseconds: number): Promise<void> {
  const find = () => [...timers].find(([, timer]) => timer.milliseconds === milliseconds);
  await expect.poll(find).toBeDefined();
  const [id, { callback }] = find()!;
  timers.delete(id);
  callback();
}

function start(workers: ReturnType<typeof scriptedWorkers>) {
  return createHashLane({ clock, createWorker: workers.create, signal: closing.signal });
}

describe('hashing in a worker', () => {
  it('hashes many pieces in one message and answers them together', async () => {
    const workers = scriptedWorkers();
    const lane = start(workers);
    const texts = Array.from({ length: 500 }, (_, index) => `file ${index}`);
    const sums = await Promise.all(texts.map((text) => lane.hash('files', blobOf(text), always)));
    expect(sums).toEqual(texts.map(sumOf));
    const groups = workers.workers[0]!.requests.map(
      (request) => request.kind === 'hash' && request.pieces.length,
    );
    expect(groups).toEqual([32, 468]);
  });

  it('takes turns between files and parts', async () => {
    const workers = scriptedWorkers();
    const lane = start(workers);
    const ended: string[] = [];
    const hash = (line: 'files' | 'parts', name: string) =>
      lane.hash(line, blobOf(name), always).then(() => ended.push(name));
    await Promise.all([
      ...['p1', 'p2', 'p3'].map((name) => hash('parts', name)),
      ...Array.from({ length: 40 }, (_, index) => hash('files', `f${index}`)),
    ]);
    const before = (part: string) =>
      ended.slice(0, ended.indexOf(part)).filter((name) => name.startsWith('f')).length;
    expect([before('p1'), before('p2'), before('p3')]).toEqual([32, 40, 40]);
  });

  it('lets the worker go when there is nothing to hash, and makes another one later', async () => {
    const workers = scriptedWorkers();
    const lane = start(workers);
    await lane.hash('files', blobOf('a'), always);
    await runOut(5_000);
    expect(workers.workers[0]!.isTerminated).toBe(true);
    expect(await lane.hash('files', blobOf('b'), always)).toBe(sumOf('b'));
    expect(workers.workers).toHaveLength(2);
    closing.abort();
    expect(workers.workers[1]!.isTerminated).toBe(true);
    expect([...timers.values()].filter(({ milliseconds }) => milliseconds === 10_000)).toEqual([]);
  });

  it('tells what could not be read, and hashes the others', async () => {
    const lane = start(scriptedWorkers());
    const gone = blobOf('gone');
    gone.arrayBuffer = () => Promise.reject(new DOMException('It moved.', 'NotFoundError'));
    const [lost, kept] = await Promise.allSettled([
      lane.hash('files', gone, always),
      lane.hash('files', blobOf('kept'), always),
    ]);
    expect(lost).toMatchObject({ reason: { name: 'NotFoundError', message: 'It moved.' } });
    expect(kept).toMatchObject({ value: sumOf('kept') });
  });

  it('stops at once what nobody wants any more, waiting or begun', async () => {
    const workers = scriptedWorkers();
    const lane = start(workers);
    let isWanted = true;
    const begun = lane.hash('parts', new Blob([new Uint8Array(40 * 1024 * 1024)]), () => isWanted);
    const waiting = lane.hash('parts', blobOf('waiting'), () => isWanted);
    const other = lane.hash('parts', blobOf('other'), always);
    await expect.poll(() => workers.workers[0]?.requests.length).toBe(1);
    isWanted = false;
    lane.look();
    await expect(begun).rejects.toMatchObject({ name: 'AbortError' });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(await other).toBe(sumOf('other'));
    expect(workers.workers[0]!.requests.map(({ kind }) => kind)).toEqual(['hash', 'drop', 'hash']);
  });
});

describe('where there can be no worker, or it breaks', () => {
  const hashAll = (lane: ReturnType<typeof start>) =>
    Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        lane.hash(index % 2 ? 'files' : 'parts', blobOf(`${index}`), always),
      ),
    );
  const all = Array.from({ length: 50 }, (_, index) => sumOf(`${index}`));

  it('hashes on the page when none may be made', async () => {
    const lane = createHashLane({
      clock,
      createWorker() {
        throw new DOMException('The policy forbids it.', 'SecurityError');
      },
      signal: closing.signal,
    });
    expect(await hashAll(lane)).toEqual(all);
  });

  it('hashes on the page where the environment knows no workers', async () => {
    expect(await hashAll(createHashLane({ clock, signal: closing.signal }))).toEqual(all);
  });

  it.each([1, 2, 3])('loses nothing when the worker dies at message %d', async (breaksAt) => {
    const workers = scriptedWorkers({ breaksAt });
    expect(await hashAll(start(workers))).toEqual(all);
    expect(workers.workers.map(({ isTerminated }) => isTerminated)).toEqual([true]);
  });

  it('does not wait for a worker whose script never reports', async () => {
    const workers = scriptedWorkers({ isMute: true });
    const hashing = hashAll(start(workers));
    await expect.poll(() => workers.workers.length).toBe(1);
    await runOut(10_000);
    expect(await hashing).toEqual(all);
  });

  it('hashes on the page what cannot be sent to a worker', async () => {
    const workers = scriptedWorkers();
    const lane = createHashLane({
      clock,
      createWorker: () =>
        Object.assign(workers.create(), {
          postMessage() {
            throw new DOMException('Could not be cloned.', 'DataCloneError');
          },
        }),
      signal: closing.signal,
    });
    expect(await hashAll(lane)).toEqual(all);
  });
});
