'use client';

import { useSyncExternalStore } from 'react';
import { reviewTexts } from '@/shared/texts';
import { describeDue } from '../model/describeDue';

const looks = { late: 'font-medium text-bad', soon: 'font-medium text-wait', later: 'text-muted' };

const never = () => () => {};
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The reader's time zone. The server does not know it and says UTC, until the page is alive. */
function useTimeZone(): string {
  return useSyncExternalStore(never, ownZone, () => 'UTC');
}

function formatIn(timeZone: string, iso: string): string {
  return new Date(iso).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  });
}

/** Until when somebody has to decide, as a stretch of time; the exact time is its title, or beside it. */
export function DueTime({ dueAt, now, isExact = false }: { dueAt: string; now: number; isExact?: boolean }) {
  const zone = useTimeZone();
  const { text, look } = describeDue(dueAt, now);
  const exact = formatIn(zone, dueAt);
  return (
    <time dateTime={dueAt} title={reviewTexts.due.exact(exact)} data-due={look} className="block">
      <span className={looks[look]}>{text}</span>
      {isExact && <span className="block text-muted">{exact}</span>}
    </time>
  );
}
