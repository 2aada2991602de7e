import { maxInsightDays } from '@/shared/insight-figures';

/** Days to choose from at once. */
export const periodLengths = [7, 30, 90, 365, 1_095] as const;

const dayMs = 86_400_000;

export const toDay = (time: number) => new Date(time).toISOString().slice(0, 10);

function timeOf(day: string): number | null {
  const time = /^20\d\d-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) || toDay(time) !== day ? null : time;
}

/** The newest days, today included. */
export function lastDays(days: number, now: number): { from: string; to: string } {
  return { from: toDay(now - (days - 1) * dayMs), to: toDay(now) };
}

/** The days that the address names, else the last thirty; `null` for what cannot be asked. */
export function toPeriod(
  asked: { from: string; to: string },
  now: number,
): { from: string; to: string } | null {
  if (asked.from === '' && asked.to === '') return lastDays(30, now);
  const [first, last] = [timeOf(asked.from), timeOf(asked.to)];
  if (first === null || last === null || first > last || last - first >= maxInsightDays * dayMs) return null;
  return { from: asked.from, to: asked.to };
}
