import type { Style } from '../createStyle.ts';
import type { FileChange } from './planChanges.ts';

const around = 3;

/** The lines that a change adds and takes away, with a few around them, in the manner of `diff -u`. */
export function showChange({ path, kind, before, after }: FileChange, style: Style): string[] {
  if (kind === 'same') return [style.dim(`${path}: as it should be`)];
  if (kind === 'keep') return [style.yellow(`${path}: is there and differs, so it is left as it is`)];
  const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
  const old = linesOf(before);
  const now = linesOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const from = Math.max(0, start - around);
  const until = Math.min(end, around);
  const span = (all: string[]) => `${all.length === 0 ? 0 : from + 1},${all.length - end + until - from}`;
  return [
    style.bold(`--- ${kind === 'create' ? '/dev/null' : path}`),
    style.bold(`+++ ${path}`),
    style.cyan(`@@ -${span(old)} +${span(now)} @@`),
    ...now.slice(from, start).map((line) => ` ${line}`),
    ...old.slice(start, old.length - end).map((line) => style.red(`-${line}`)),
    ...now.slice(start, now.length - end).map((line) => style.green(`+${line}`)),
    ...now.slice(now.length - end, now.length - end + until).map((line) => ` ${line}`),
  ];
}
