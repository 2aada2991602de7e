import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SignedThumbnail } from '../api/derivatives';
import { createThumbnails } from './createThumbnails';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const available = (key: string, changes: object = {}): SignedThumbnail => ({
  key,
  state: 'available',
  version: 1,
  signedUrl: `https://store.example.com/${key}`,
  expiresAt: '2030-01-01T00:00:00Z',
  width: 96,
  height: 96,
  ...changes,
});

function start(answer: (key: string) => SignedThumbnail = available, maxKept?: number) {
  const sign = vi.fn(async (keys: string[]) => keys.map((key) => answer(key)));
  const forget = vi.fn<(url: string) => void>();
  const { want } = createThumbnails({
    sign,
    fetchPicture: async (url) => `blob:${url.slice(-1)}`,
    forget,
    ...(maxKept !== undefined && { maxKept }),
  });
  const shown: string[] = [];
  const wish = (key: string, changes: object = {}) =>
    want({ key, version: 1, isNew: false, onPicture: (url) => shown.push(url), ...changes });
  return { sign, forget, shown, wish };
}

it('asks for rows that come together in one call, and not for those that left', async () => {
  const { sign, shown, wish } = start();
  wish('a');
  wish('b')();
  wish('c');
  await vi.advanceTimersByTimeAsync(100);
  expect(sign.mock.calls).toEqual([[['a', 'c']]]);
  expect(shown).toEqual(['blob:a', 'blob:c']);
});

it('asks for hundreds in several calls, and never twice for what it has', async () => {
  const { sign, shown, wish } = start();
  for (let row = 0; row < 120; row += 1) wish(`r${row}`);
  await vi.advanceTimersByTimeAsync(300);
  expect(sign.mock.calls.map(([keys]) => keys.length)).toEqual([50, 50, 20]);
  wish('r7');
  await vi.advanceTimersByTimeAsync(300);
  expect(sign).toHaveBeenCalledTimes(3);
  expect(shown).toHaveLength(121);
});

it('lets go of the oldest when it has too many', async () => {
  const { sign, forget, wish } = start(available, 2);
  for (const key of ['a', 'b', 'c']) wish(key);
  await vi.advanceTimersByTimeAsync(100);
  expect(forget.mock.calls).toEqual([['blob:a']]);
  wish('a');
  await vi.advanceTimersByTimeAsync(100);
  expect(sign).toHaveBeenCalledTimes(2);
});

it('waits for the picture of a new file, and gives up after half a minute', async () => {
  let state: 'none' | 'pending' | 'available' = 'none';
  const { sign, shown, wish } = start((key) => (state === 'available' ? available(key) : { key, state }));
  wish('a', { isNew: true });
  await vi.advanceTimersByTimeAsync(1_500);
  state = 'pending';
  await vi.advanceTimersByTimeAsync(2_500);
  state = 'available';
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shown).toEqual(['blob:a']);
  state = 'none';
  const calls = sign.mock.calls.length;
  wish('b', { isNew: true });
  wish('c');
  await vi.advanceTimersByTimeAsync(600_000);
  expect(sign.mock.calls.length - calls).toBe(4);
  expect(shown).toEqual(['blob:a']);
});

it('shows no picture of another version', async () => {
  const { shown, wish } = start((key) => available(key, { version: 2 }));
  wish('a');
  await vi.advanceTimersByTimeAsync(100);
  expect(shown).toEqual([]);
});
