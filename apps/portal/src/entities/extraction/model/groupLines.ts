import type { ComparedLine } from './compareLines';

/** Lines that are shown, or how many are passed over that are the same. */
export type LineGroup = { kind: 'shown'; lines: ComparedLine[] } | { kind: 'skipped'; count: number };

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
    if (isNear[index] === 1) {
      if (last?.kind === 'shown') last.lines.push(line);
      else groups.push({ kind: 'shown', lines: [line] });
    } else if (last?.kind === 'skipped') last.count += 1;
    else groups.push({ kind: 'skipped', count: 1 });
  });
  return groups;
}
