import type { ComparedLine } from './compareLines';

/** Lines that are shown, or that are passed over because they are the same. */
export type LineGroup = { kind: 'shown' | 'skipped'; lines: ComparedLine[] };

/** Lines around a change that are the same, so that one sees where it is. */
const contextLines = 3;

/** What changed with a little of what is around it. */
export function groupLines(lines: readonly ComparedLine[]): LineGroup[] {
  const isNear = new Uint8Array(lines.length);
  lines.forEach(({ kind }, index) => {
    if (kind !== 'same') isNear.fill(1, Math.max(0, index - contextLines), index + contextLines + 1);
  });
  const groups: LineGroup[] = [];
  lines.forEach((line, index) => {
    const last = groups.at(-1);
    const kind = isNear[index] === 1 ? 'shown' : 'skipped';
    if (last?.kind === kind) last.lines.push(line);
    else groups.push({ kind, lines: [line] });
  });
  return groups;
}
