import { describe, expect, it } from 'vitest';
import { formatBytes, formatDate, formatDuration } from './index';

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 KB'],
    [9_950, '9.9 KB'],
    [52_431, '52 KB'],
    [999_499, '999 KB'],
    [999_999, '1.0 MB'],
    [314_572_800, '315 MB'],
    [5 * 1024 ** 3, '5.4 GB'],
    [5 * 1024 ** 4, '5.5 TB'],
  ])('%i is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('formatDuration', () => {
  it.each([
    [0, '1 second'],
    [12.4, '12 seconds'],
    [60, 'about a minute'],
    [150, '3 minutes'],
    [3_600, 'about an hour'],
    [4 * 3_600, '4 hours'],
    [72 * 3_600, '3 days'],
  ])('%d s is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('formatDate', () => {
  it('is the same everywhere', () => expect(formatDate('2026-11-22T23:59:00Z')).toBe('22 Nov 2026'));
});
