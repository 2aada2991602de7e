import { expect, it } from 'vitest';
import { compareLines } from './compareLines';
import { groupLines } from './groupLines';

it('shows three lines around a change and folds the others', () => {
  const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
  const after = before.with(9, 'changed');
  const groups = groupLines(compareLines(before, after).lines);
  expect(groups.map(({ kind, lines }) => [kind, lines.length])).toEqual([
    ['skipped', 6],
    ['shown', 8],
    ['skipped', 7],
  ]);
  const same = compareLines(before, before).lines;
  expect(groupLines(same)).toEqual([{ kind: 'skipped', lines: same }]);
  expect(groupLines([])).toEqual([]);
});
