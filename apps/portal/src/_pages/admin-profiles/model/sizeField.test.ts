import { describe, expect, it } from 'vitest';
import { readSizeField, toSizeField } from './sizeField';

describe('sizeField', () => {
  it.each([
    [5 * 1024 ** 3, '5', 'GB'],
    [25 * 1024 ** 2, '25', 'MB'],
    [1.5 * 1024 ** 3, '1.5', 'GB'],
    [1, '1', 'bytes'],
    [1_000_001, '1000001', 'bytes'],
    [5 * 1024 ** 4, '5', 'TB'],
  ])('%i bytes are %s %s and back, to the byte', (bytes, amount, unit) => {
    const field = toSizeField(bytes);
    expect(field).toEqual({ amount, unit });
    expect(readSizeField(field)).toBe(bytes);
  });

  it('reads a comma as a decimal point', () =>
    expect(readSizeField({ amount: ' 1,5 ', unit: 'MB' })).toBe(1_572_864));
  it('takes an empty field for no limit', () => {
    expect(readSizeField({ amount: '  ', unit: 'MB' })).toBeNull();
    expect(readSizeField(toSizeField(null))).toBeNull();
  });
  it.each(['0', '-1', '1e9', '0x10', 'many', '1 000', '999999999999999'])('refuses %s', (amount) =>
    expect(readSizeField({ amount, unit: 'TB' })).toBeUndefined(),
  );
});
