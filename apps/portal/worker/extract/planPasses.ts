import { type Column, isNumber } from './Column';
import type { Source } from './Source';

/** What one reading may hold in memory; less than half of what the database has. */
const passBytes = 160 * 1024 ** 2;
/** Of each number both halves of a room that doubles, for quartiles. */
const figureBytes = 16;
/** Of each value that is told apart from others, beside the value itself. */
const distinctBytes = 40;

/** Which columns are measured together in one reading of the rows. */
export function planPasses(
  { rows, bytes }: Pick<Source, 'rows' | 'bytes'>,
  columns: readonly Column[],
  isDistinctExact: boolean,
): Column[][] {
  const passes: Column[][] = [];
  let left = 0;
  for (const column of columns) {
    const figures = isNumber(column) ? rows * figureBytes : 0;
    const distinct = isDistinctExact ? rows * distinctBytes + bytes / columns.length : 0;
    left -= figures + distinct;
    const last = passes.at(-1);
    if (last !== undefined && left >= 0) last.push(column);
    else {
      passes.push([column]);
      left = passBytes - figures - distinct;
    }
  }
  return passes;
}
