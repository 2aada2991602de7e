import { expect, test } from 'vitest';
import { restartDelay, supervise } from './supervise.mjs';

/** A part whose ends the test decides. */
function fakePart() {
  const part = { starts: 0, failNext: 0, stops: 0, end: () => {} };
  part.start = async () => {
    part.starts += 1;
    if (part.failNext > 0) {
      part.failNext -= 1;
      throw new Error('no');
    }
    const exited = new Promise((resolve) => {
      part.end = () => resolve({ code: 1, signal: null });
    });
    return {
      pid: part.starts,
      exited,
      stop: async () => {
        part.stops += 1;
        part.end();
      },
    };
  };
  return part;
}

async function until(condition) {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test('starts an ended part again, at growing distances while it fails, and tells', async () => {
  const part = fakePart();
  const delays = [];
  const lines = [];
  const pids = [];
  const supervised = await supervise({
    name: 'portal',
    start: part.start,
    report: (line) => lines.push(line),
    onPid: (pid) => pids.push(pid),
    delay: async (milliseconds) => void delays.push(milliseconds),
  });
  part.failNext = 2;
  part.end();
  await until(() => lines.includes('portal runs again'));
  expect(delays).toEqual([0, 250, 500]);
  expect(pids).toEqual([1, null, 4]);
  expect(lines[0]).toBe('portal ended (exit 1), starting it again');
  await supervised.stop();
  expect(part.starts).toBe(4);
  expect(part.stops).toBe(1);
});

test('a part that ran for long starts at once again', async () => {
  const part = fakePart();
  const delays = [];
  let time = 0;
  const supervised = await supervise({
    name: 's3',
    start: part.start,
    report: () => {},
    onPid: () => {},
    now: () => time,
    delay: async (milliseconds) => void delays.push(milliseconds),
  });
  for (const runsFor of [10, 10, 70_000]) {
    const { starts } = part;
    time += runsFor;
    part.end();
    await until(() => part.starts > starts);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(delays).toEqual([0, 250, 0]);
  await supervised.stop();
});

test("a first start that fails is the caller's to report", async () => {
  const part = fakePart();
  part.failNext = 1;
  await expect(
    supervise({ name: 'x', start: part.start, report: () => {}, onPid: () => {} }),
  ).rejects.toThrow('no');
});

test('delays double up to half a minute', () => {
  expect([0, 1, 2, 3, 7, 8, 50].map(restartDelay)).toEqual([0, 250, 500, 1_000, 16_000, 30_000, 30_000]);
});
