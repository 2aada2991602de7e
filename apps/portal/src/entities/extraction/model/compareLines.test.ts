import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComparedLine, compareLines } from './compareLines';

const marks = { same: ' ', removed: '-', added: '+' };
const write = ({ lines }: { lines: ComparedLine[] }) => lines.map(({ kind, text }) => marks[kind] + text);
const textOf = (lines: ComparedLine[], side: 'before' | 'after') =>
  lines.filter((line) => line[side] !== null).map(({ text }) => text);

/** The longest lines in common, the slow way. */
function countCommon(a: readonly string[], b: readonly string[]): number {
  const best = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let x = a.length - 1; x >= 0; x -= 1)
    for (let y = b.length - 1; y >= 0; y -= 1)
      best[x]![y] = a[x] === b[y] ? best[x + 1]![y + 1]! + 1 : Math.max(best[x + 1]![y]!, best[x]![y + 1]!);
  return best[0]![0]!;
}

describe('the difference of two texts', () => {
  it('is told line by line', () => {
    expect(write(compareLines(['a', 'b', 'c', 'd'], ['a', 'c', 'x', 'd']))).toEqual([
      ' a',
      '-b',
      ' c',
      '+x',
      ' d',
    ]);
    expect(write(compareLines([], ['a']))).toEqual(['+a']);
    expect(write(compareLines(['a'], []))).toEqual(['-a']);
    expect(compareLines([], [])).toEqual({ lines: [], isCoarse: false });
  });

  it('has both texts in it, in their order and with their numbers, and no change too many', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { lines, isCoarse } = compareLines(before, after);
        expect(isCoarse).toBe(false);
        expect(textOf(lines, 'before')).toEqual(before);
        expect(textOf(lines, 'after')).toEqual(after);
        for (const side of ['before', 'after'] as const)
          expect(lines.flatMap((line) => line[side] ?? [])).toEqual(
            (side === 'before' ? before : after).map((_, index) => index + 1),
          );
        expect(lines.filter(({ kind }) => kind === 'same')).toHaveLength(countCommon(before, after));
      }),
    );
  });

  it('is given up where too much differs, between the ends that are the same', () => {
    const before = ['first', 'a', 'b', 'c', 'last'];
    const comparison = compareLines(before, ['first', 'x', 'b', 'y', 'last'], { limit: 2 });
    expect(comparison.isCoarse).toBe(true);
    expect(write(comparison)).toEqual([' first', '-a', '-b', '-c', '+x', '+b', '+y', ' last']);
  });

  it('of ten thousand lines that have nothing in common is given up after its bound', () => {
    const many = (mark: string) => Array.from({ length: 10_000 }, (_, index) => `${mark} ${index}`);
    const { lines, isCoarse } = compareLines(many('a'), many('b'));
    expect(isCoarse).toBe(true);
    expect(lines).toHaveLength(20_000);
  });
});
