import type { Insight } from '@/shared/insight-figures';
import { toCsvLine } from '@/shared/lib';
import { numberAt } from './describeFigures';

/** Every figure of the page, one in a line. */
export function toInsightCsv({ from, to, figures, before, bucket, days, waiting }: Insight): string {
  const measures = [...new Set([...Object.keys(figures), ...Object.keys(before.figures)])].sort();
  return [
    ['from', 'to', 'measure', 'key', 'value', 'before'],
    ...measures.flatMap((measure) => {
      const [now, earlier] = [figures[measure] ?? {}, before.figures[measure] ?? {}];
      const keys = [...new Set([...Object.keys(now), ...Object.keys(earlier)])];
      return keys.map((key) => [from, to, measure, key, numberAt(now, key), numberAt(earlier, key)]);
    }),
    ...days.flatMap(({ day, until: _until, ...numbers }) =>
      Object.entries(numbers).map(([name, value]) => [from, to, `${bucket} ${name}`, day, value, null]),
    ),
    ...waiting.map(({ since, files, isMore }) => [
      from,
      to,
      'waiting',
      since,
      isMore ? `${files}+` : files,
      null,
    ]),
  ]
    .map(toCsvLine)
    .join('');
}
