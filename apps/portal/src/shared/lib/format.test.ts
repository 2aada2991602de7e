import { describe, expect, it } from 'vitest';
import { formatAgo, formatBytes, formatDate, formatDateTime, formatDuration } from './index';

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1023 bytes'],
    [1024, '1 KB'],
    [10_188, '9.9 KB'],
    [10_190, '10 KB'],
    [52_431, '51 KB'],
    [1024 ** 2 - 513, '1023 KB'],
    [1024 ** 2 - 1, '1 MB'],
    [314_572_800, '300 MB'],
    [25 * 1024 ** 2, '25 MB'],
    [5.5 * 1024 ** 3, '5.5 GB'],
    [5 * 1024 ** 3, '5 GB'],
    [5 * 1024 ** 4, '5 TB'],
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

describe('formatDateTime', () => {
  it('names the zone it is in', () =>
    expect(formatDateTime('2026-11-22T03:04:05.678Z')).toBe('22 Nov 2026, 03:04:05 UTC'));
});

describe('formatAgo', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  it.each([
    ['2026-11-22T11:59:55Z', 'just now'],
    ['2026-11-22T12:00:20Z', 'just now'],
    ['2026-11-22T11:57:00Z', '3 minutes ago'],
    ['2026-11-19T12:00:00Z', '3 days ago'],
    ['2026-10-01T12:00:00Z', '1 Oct 2026'],
  ])('%s is %s', (iso, text) => expect(formatAgo(iso, now)).toBe(text));
});
