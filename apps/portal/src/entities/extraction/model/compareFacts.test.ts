import { expect, it } from 'vitest';
import { compareFacts } from './compareFacts';

it('tells what is not the same, and what only one side has', () => {
  const before = [
    ['Name', 'a.pdf'],
    ['Size', '1 KB'],
    ['Author', 'Ann'],
    ['Title', null],
  ] as const;
  const after = [
    ['Name', 'b.pdf'],
    ['Size', '1 KB'],
    ['Pages', '3'],
  ] as const;
  expect(compareFacts(before, after)).toEqual([
    { label: 'Name', before: 'a.pdf', after: 'b.pdf' },
    { label: 'Pages', before: null, after: '3' },
    { label: 'Author', before: 'Ann', after: null },
  ]);
  expect(compareFacts(before, before)).toEqual([]);
});
