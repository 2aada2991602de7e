import { describe, expect, it } from 'vitest';
import { contentDisposition, sanitizeFileName } from '../src/server/index.ts';
import { hostileRows } from './hostileInputs.ts';

describe('hostile file names', () => {
  it.each(hostileRows('filename').map((row) => [row.id, row] as const))('%s', (_, { input, expected }) => {
    if (expected.outcome === 'reject') {
      expect(() => sanitizeFileName(input.value)).toThrow(expect.objectContaining({ code: expected.code }));
      return;
    }
    expect(expected.outcome).toBe('accept');
    const name = sanitizeFileName(input.value);
    expect(name).toBe(expected.sanitized);
    expect(contentDisposition(name)).toBe(expected.content_disposition);
  });
});
