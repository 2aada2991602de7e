import type { Style } from '../createStyle.ts';
import type { Finding, Severity } from './Finding.ts';

const order: readonly Severity[] = ['error', 'warning', 'note', 'ok'];

/** The same finding of several endpoints or requests is told once. */
export function dropRepeated(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ id, what }) => {
    const text = `${id} ${what}`;
    return !seen.has(text) && seen.add(text);
  });
}

export function countOf(findings: readonly Finding[]): Record<Severity, number> {
  const count = (severity: Severity) => findings.filter((each) => each.severity === severity).length;
  return { error: count('error'), warning: count('warning'), note: count('note'), ok: count('ok') };
}

const many = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** What is wrong first, what is right last and short. */
export function showFindings(findings: readonly Finding[], style: Style): string[] {
  const paint = { error: style.red, warning: style.yellow, note: style.cyan, ok: style.green };
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const lines = sorted.flatMap(({ id, severity, what, why, fix, exact }) => {
    const head = `${paint[severity](severity.padEnd(7))} ${what} ${style.dim(`[${id}]`)}`;
    if (severity === 'ok') return [head];
    return [
      head,
      `        ${why}`,
      ...(fix === '' ? [] : [`        ${style.bold('Fix:')} ${fix}`]),
      ...(exact === '' ? [] : [`          ${exact}`]),
    ];
  });
  const counts = countOf(findings);
  const summary = `${many(counts.error, 'error')}, ${many(counts.warning, 'warning')}, ${many(counts.note, 'note')}, ${counts.ok} right`;
  return [...lines, '', style.bold(summary)];
}
