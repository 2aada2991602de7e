import { expect, it } from 'vitest';
import { compareLines } from './compareLines';
import { groupLines } from './groupLines';

it('shows three lines around a change and counts the others', () => {
  const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
  const after = before.with(9, 'changed');
  const groups = groupLines(compareLines(before, after).lines);
  expect(groups.map((group) => (group.kind === 'skipped' ? group.count : group.lines.length))).toEqual([
    6, 8, 7,
  ]);
  expect(groupLines(compareLines(before, before).lines)).toEqual([{ kind: 'skipped', count: 20 }]);
  expect(groupLines([])).toEqual([]);
});
