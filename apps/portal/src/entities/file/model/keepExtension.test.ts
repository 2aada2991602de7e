import { describe, expect, it } from 'vitest';
import { keepExtension } from './keepExtension';

describe('keepExtension', () => {
  it.each([
    ['report.pdf', 'old.pdf', 'report.pdf'],
    ['report', 'old.pdf', 'report.pdf'],
    ['report.exe', 'old.pdf', 'report.exe.pdf'],
    ['report.PDF', 'old.pdf', 'report.PDF'],
    ['readme', 'LICENSE', 'readme'],
    ['anything.txt', 'LICENSE', 'anything.txt'],
  ])('%s for %s is %s', (wanted, current, expected) => expect(keepExtension(wanted, current)).toBe(expected));
});
