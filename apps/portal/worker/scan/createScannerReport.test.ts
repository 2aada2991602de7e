import { expect, test, vi } from 'vitest';
import { createScannerReport } from './createScannerReport';

test('looks for gaps at first, after a while, and after the scanner was away', async () => {
  let now = 0;
  const version = vi.fn().mockResolvedValue({ engine: 'ClamAV 1', database: '7' });
  const findGaps = vi.fn().mockResolvedValue(['locked']);
  const report = createScannerReport({ version }, findGaps, () => new Date(now));
  const { signal } = new AbortController();
  expect(await report(signal)).toEqual({ engine: 'ClamAV 1', database: '7', gaps: ['locked'] });
  now += 60_000;
  await report(signal);
  expect(findGaps).toHaveBeenCalledTimes(1);
  now += 5 * 60_000;
  await report(signal);
  expect(findGaps).toHaveBeenCalledTimes(2);
  findGaps.mockRejectedValueOnce(new Error('busy'));
  now += 5 * 60_000;
  expect(await report(signal)).toMatchObject({ gaps: [] });
  await report(signal);
  expect(findGaps).toHaveBeenCalledTimes(4);
  version.mockResolvedValueOnce(null);
  expect(await report(signal)).toBe(null);
  await report(signal);
  expect(findGaps).toHaveBeenCalledTimes(5);
});
