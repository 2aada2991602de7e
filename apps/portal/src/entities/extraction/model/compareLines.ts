/** A line of two texts. `before` and `after` are its numbers in each, from 1 on; `null` where it is not. */
export type ComparedLine = {
  kind: 'same' | 'removed' | 'added';
  text: string;
  before: number | null;
  after: number | null;
};

export type LineComparison = {
  lines: ComparedLine[];
  /** Too much differs: between what is the same at both ends, all of one stands for all of the other. */
  isCoarse: boolean;
};

/** The work grows with the square of it, and beyond it nobody reads line by line. */
const maxEdits = 1_000;

/**
 * How far along the first text each diagonal gets with each number of edits, by Myers' greedy algorithm; `null` when more edits are
 * needed than `limit`. Of each round the diagonals that the next step back can come from are kept.
 */
function searchEdits(
  before: readonly string[],
  after: readonly string[],
  limit: number,
): Int32Array[] | null {
  const rounds: Int32Array[] = [];
  const furthest = new Int32Array(2 * limit + 3);
  const at = (diagonal: number) => limit + 1 + diagonal;
  const reached = (diagonal: number) => furthest[at(diagonal)] as number;
  for (let edits = 0; edits <= limit; edits += 1) {
    rounds.push(furthest.slice(at(-edits - 1), at(edits + 1) + 1));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const isAdded =
        diagonal === -edits || (diagonal !== edits && reached(diagonal - 1) < reached(diagonal + 1));
      let x = isAdded ? reached(diagonal + 1) : reached(diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      furthest[at(diagonal)] = x;
      if (x >= before.length && x - diagonal >= after.length) return rounds;
    }
  }
  return null;
}

type Step = Omit<ComparedLine, 'text'>;
const same = (x: number, y: number): Step => ({ kind: 'same', before: x, after: y });
const removed = (x: number): Step => ({ kind: 'removed', before: x, after: null });
const added = (y: number): Step => ({ kind: 'added', before: null, after: y });

/** The way back from both ends to both beginnings, turned round. */
function traceBack(rounds: readonly Int32Array[], lengths: { before: number; after: number }): Step[] {
  const steps: Step[] = [];
  let { before: x, after: y } = lengths;
  for (let edits = rounds.length - 1; edits > 0; edits -= 1) {
    const round = rounds[edits] as Int32Array;
    const reached = (diagonal: number) => round[diagonal + edits + 1] as number;
    const diagonal = x - y;
    const isAdded =
      diagonal === -edits || (diagonal !== edits && reached(diagonal - 1) < reached(diagonal + 1));
    const fromX = reached(isAdded ? diagonal + 1 : diagonal - 1);
    const fromY = fromX - (isAdded ? diagonal + 1 : diagonal - 1);
    while (x > fromX && y > fromY) steps.push(same(x--, y--));
    steps.push(isAdded ? added(y--) : removed(x--));
  }
  while (x > 0) steps.push(same(x--, y--));
  return steps.reverse();
}

function countCommon(length: number, isSame: (index: number) => boolean): number {
  let count = 0;
  while (count < length && isSame(count)) count += 1;
  return count;
}

const numbersTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** What was taken out of a text and put into it, line by line, with the fewest changes that there are. */
export function compareLines(
  before: readonly string[],
  after: readonly string[],
  { limit = maxEdits }: { limit?: number } = {},
): LineComparison {
  const shorter = Math.min(before.length, after.length);
  const start = countCommon(shorter, (index) => before[index] === after[index]);
  const end = countCommon(shorter - start, (index) => before.at(-1 - index) === after.at(-1 - index));
  const [old, fresh] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const rounds = searchEdits(old, fresh, Math.min(limit, old.length + fresh.length));
  const middle =
    rounds === null
      ? [...numbersTo(old.length).map(removed), ...numbersTo(fresh.length).map(added)]
      : traceBack(rounds, { before: old.length, after: fresh.length });
  const move = (line: number | null) => (line === null ? null : line + start);
  const steps: Step[] = [
    ...numbersTo(start).map((line) => same(line, line)),
    ...middle.map(({ kind, ...line }) => ({ kind, before: move(line.before), after: move(line.after) })),
    ...numbersTo(end).map((line) => same(before.length - end + line, after.length - end + line)),
  ];
  const textOf = (step: Step) => (step.before === null ? after[step.after! - 1] : before[step.before - 1]);
  return { lines: steps.map((step) => ({ ...step, text: textOf(step)! })), isCoarse: rounds === null };
}
