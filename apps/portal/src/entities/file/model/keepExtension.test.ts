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
    ['anything.TXT', 'LICENSE', 'anything.TXT'],
    ['photo.png', 'LICENSE', 'photo_png'],
    ['run.bat', 'LICENSE', 'run_bat'],
    ['a.txt.search-ms', 'LICENSE', 'a.txt_search-ms'],
  ])('%s for %s is %s', (wanted, current, expected) =>
    expect(keepExtension(wanted, current, ['txt', 'log'])).toBe(expected),
  );
});
