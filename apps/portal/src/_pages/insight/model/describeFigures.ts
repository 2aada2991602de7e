import type { Figures, Insight } from '@/shared/insight-figures';
import { insightTexts as texts } from '@/shared/texts';

/** One line of a table: what, how many, and how many there were before. */
export type FigureRow = { key: string; label: string; value: number; before: number; isMore?: boolean };

const own = (words: Readonly<Record<string, string>>, key: string) =>
  Object.hasOwn(words, key) ? words[key] : undefined;

/** A code as words: `TYPE_MISMATCH` is "type mismatch". */
const spell = (code: string) => code.toLowerCase().replaceAll('_', ' ');

function sizeClass(limit: string): string {
  return limit === 'more' ? texts.longer.size : texts.upTo.size(limit);
}

function timeClass(limit: string): string {
  return limit === 'more' ? texts.longer.time : texts.upTo.time(limit);
}

function label(measure: string, key: string): string {
  if (measure === 'files' || measure === 'bytes') return own(texts.kinds, key) ?? key;
  if (measure === 'decisions') return own(texts.decisionNames, key) ?? key;
  if (measure === 'target') return own(texts.targets, key) ?? key;
  if (measure === 'load') return texts.reviewer(Number(key));
  if (measure === 'turnaround' || measure === 'waiting') return timeClass(key);
  if (measure === 'upload_time') {
    const [size = '', time = ''] = key.split('|');
    return `${sizeClass(size)}: ${timeClass(time)}`;
  }
  return own(texts.causes, key) ?? spell(key);
}

/** Classes have an order of their own; anything else goes by number. */
const orders: Readonly<Record<string, readonly string[]>> = {
  turnaround: ['1 h', '4 h', '1 day', '3 days', '7 days', 'more'],
  target: ['within', 'late'],
  upload_time: ['1 MB', '10 MB', '100 MB', '1 GB', 'more'].flatMap((size) =>
    ['2 s', '10 s', '1 min', '10 min', 'more'].map((time) => `${size}|${time}`),
  ),
};

/** What is missing is nought; a key may be called as anything. */
export function numberAt(figures: Readonly<Record<string, number>>, key: string): number {
  return Object.hasOwn(figures, key) ? figures[key]! : 0;
}

/** The lines of one measure; what was there before and is not now is one too. */
export function rowsOf(
  measure: string,
  { figures, before }: Pick<Insight, 'figures' | 'before'>,
): FigureRow[] {
  const [now, earlier] = [figures[measure] ?? {}, before.figures[measure] ?? {}];
  const keys = [...new Set([...Object.keys(now), ...Object.keys(earlier)])];
  const rows = keys.map((key) => ({
    key,
    label: label(measure, key),
    value: numberAt(now, key),
    before: numberAt(earlier, key),
  }));
  const order = orders[measure];
  return order === undefined
    ? rows.sort((a, b) => b.value - a.value || b.before - a.before)
    : rows.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
}

export function waitingRows({ waiting }: Insight): FigureRow[] {
  return waiting.map(({ since, files, isMore }) => ({
    key: since,
    label: label('waiting', since),
    value: files,
    before: 0,
    isMore,
  }));
}

export const totalOf = (figures: Figures, measure: string) =>
  Object.values(figures[measure] ?? {}).reduce((sum, value) => sum + value, 0);

const percent = (share: number) =>
  share.toLocaleString('en', { style: 'percent', maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0 });

/** A part of a whole in percent; of nothing there is no share. */
export function describeShare(value: number, whole: number): string {
  return whole === 0 ? '–' : percent(value / whole);
}

export function describeChange(value: number, before: number): string {
  const { change } = texts;
  if (before === 0) return value === 0 ? change.same : change.fromNothing;
  if (value === before) return change.same;
  const share = percent(Math.abs(value - before) / before);
  return value > before ? change.more(share) : change.less(share);
}
