const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const inWords = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** How long ago something was, as exactly as a queue needs it: `just now`, `5 minutes`, `3 hours`, `2 days`, `4 months`. */
export function describeAge(iso: string, now: number): string {
  const ageMs = now - Date.parse(iso);
  if (!(ageMs >= minuteMs)) return 'just now';
  if (ageMs < hourMs) return inWords(Math.floor(ageMs / minuteMs), 'minute');
  if (ageMs < dayMs) return inWords(Math.floor(ageMs / hourMs), 'hour');
  const days = Math.floor(ageMs / dayMs);
  if (days < 60) return inWords(days, 'day');
  return days < 730 ? inWords(Math.floor(days / 30), 'month') : inWords(Math.floor(days / 365), 'year');
}

/** The same, as part of a sentence about the past. */
export function describeAgo(iso: string, now: number): string {
  const age = describeAge(iso, now);
  return age === 'just now' ? age : `${age} ago`;
}

/** Until when something lasts: `for 12 more minutes`. */
export function describeLeft(iso: string, now: number): string {
  const minutes = Math.ceil((Date.parse(iso) - now) / minuteMs);
  if (!(minutes > 0)) return 'until somebody else claims it';
  return minutes < 90
    ? `for ${inWords(minutes, 'more minute')}`
    : `for ${inWords(Math.round(minutes / 60), 'more hour')}`;
}
