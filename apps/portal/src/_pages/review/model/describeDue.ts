import { reviewTexts } from '@/shared/texts';

const words = reviewTexts.due;
const minuteMs = 60_000;
/** Below these a smaller unit says more. */
const minMinutesInHours = 90;
const minMinutesInDays = 48 * 60;
const soonMinutes = 60;

export type Due = { text: string; look: 'late' | 'soon' | 'later' };

function inWords(minutes: number): string {
  if (minutes < minMinutesInHours) return words.minutes(minutes);
  return minutes < minMinutesInDays
    ? words.hours(Math.floor(minutes / 60))
    : words.days(Math.floor(minutes / 1_440));
}

/** How long until a time, or since: `due in 3 h`, `2 h overdue`. */
export function describeDue(iso: string, now: number): Due {
  const leftMs = Date.parse(iso) - now;
  const minutes = Math.floor(Math.abs(leftMs) / minuteMs);
  if (leftMs < 0) return { text: words.overdue(inWords(minutes)), look: 'late' };
  return { text: words.left(inWords(minutes)), look: minutes < soonMinutes ? 'soon' : 'later' };
}
