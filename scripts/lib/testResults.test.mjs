import { expect, test } from 'vitest';
import { countVitest, lastLine, listTimes, sumResults } from './testResults.mjs';

const assertion = (status, title = status) => ({ status, title, ancestorTitles: ['suite'] });

test('counts what was reported, and names what failed or was skipped', () => {
  const report = {
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [assertion('passed'), assertion('failed'), assertion('pending'), assertion('todo')],
      },
    ],
  };
  expect(countVitest(report, 1)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 2,
    failures: ['suite > failed'],
    skips: ['suite > pending', 'suite > todo'],
  });
});

test('a file that could not be loaded is a failure', () => {
  const report = { testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }] };
  expect(countVitest(report, 1)).toMatchObject({ failed: 1, failures: ['a.test.ts could not be run'] });
});

test('a run that failed beside its tests, or left no report, is a failure', () => {
  const report = { testResults: [{ name: 'a', status: 'passed', assertionResults: [assertion('passed')] }] };
  expect(countVitest(report, 1)).toMatchObject({ passed: 1, failed: 1 });
  expect(countVitest(null, 1)).toMatchObject({ passed: 0, failed: 1 });
  expect(countVitest(null, 0)).toMatchObject({ passed: 0, failed: 1 });
});

test('adds up to the last line', () => {
  const sum = sumResults([
    { passed: 1, failed: 0, skipped: 2 },
    { passed: 3, failed: 1, skipped: 0 },
  ]);
  expect(lastLine(sum)).toBe('4 passed, 1 failed, 2 skipped');
});

test('tells how long each file took, by its name within the repository', () => {
  const report = {
    testResults: [
      { name: '/repository/a.test.ts', startTime: 1_000, endTime: 3_500, assertionResults: [] },
      { name: '/elsewhere/b.test.ts', startTime: 10, endTime: 20, assertionResults: [] },
      { name: '/repository/never.test.ts', assertionResults: [] },
    ],
  };
  expect(listTimes(report, '/repository')).toEqual([
    { name: 'a.test.ts', milliseconds: 2_500 },
    { name: '/elsewhere/b.test.ts', milliseconds: 10 },
  ]);
  expect(listTimes(null, '/repository')).toEqual([]);
});
