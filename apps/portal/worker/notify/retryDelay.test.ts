import { expect, it } from 'vitest';
import { readRetryAfter, retryDelay } from './retryDelay';

const hour = 60 * 60 * 1000;

it('tries eight times in just under a day, each pause a little shorter by chance', () => {
  const pauses = (random: number) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => retryDelay(attempts, null, random));
  expect(pauses(0)).toEqual([5_000, 300_000, 1_800_000, 2 * hour, 5 * hour, 6 * hour, 10 * hour, null]);
  expect(pauses(0.5).map((pause) => pause && pause / 1000)).toEqual([
    4.5,
    270,
    1620,
    6480,
    16200,
    19440,
    32400,
    null,
  ]);
  const whole = pauses(0).reduce<number>((sum, pause) => sum + (pause ?? 0), 0);
  expect(whole).toBeGreaterThan(23 * hour);
  expect(whole).toBeLessThan(24 * hour);
});

it('waits as long as it is asked to, within bounds, and never shorter', () => {
  expect(retryDelay(1, 60_000, 0)).toBe(60_000);
  expect(retryDelay(2, 1_000, 0)).toBe(300_000);
  expect(retryDelay(1, 1e12, 0)).toBe(12 * hour);
  expect(retryDelay(8, 60_000, 0)).toBe(null);
});

it('reads Retry-After in both its forms', () => {
  const now = new Date('2030-01-01T00:00:00Z');
  expect(readRetryAfter('120', now)).toBe(120_000);
  expect(readRetryAfter('Tue, 01 Jan 2030 00:01:00 GMT', now)).toBe(60_000);
  expect(readRetryAfter('Mon, 31 Dec 2029 00:01:00 GMT', now)).toBe(0);
  for (const value of [undefined, '', '-1', '1.5', 'soon', '1'.repeat(30), 'Xyz, 99 Abc 2030 00:00:00 GMT'])
    expect(readRetryAfter(value, now), value).toBe(null);
});
