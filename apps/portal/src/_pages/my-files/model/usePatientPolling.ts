'use client';

import { useEffect, useRef, useSyncExternalStore } from 'react';
import { sessionEnd } from '@/shared/api';
import { useIsLive } from '@/shared/live';

/**
 * Waiting times between looks: quick at first, then patient. A page that is told of changes only makes sure that it was. In milliseconds.
 */
const paces = { alone: { first: 1_000, last: 8_000 }, live: { first: 10_000, last: 60_000 } } as const;

/** Looks again and again while something is about to change by itself, the page is shown, and the session lasts. */
export function usePatientPolling(isNeeded: boolean, look: () => Promise<void>): void {
  const latestLook = useRef(look);
  const hasEnded = useSyncExternalStore(
    sessionEnd.subscribe,
    sessionEnd.getSnapshot,
    sessionEnd.getServerSnapshot,
  );
  const isOn = isNeeded && !hasEnded;
  const pace = paces[useIsLive() ? 'live' : 'alone'];

  useEffect(() => {
    latestLook.current = look;
  }, [look]);

  useEffect(() => {
    if (!isOn) return;
    let delay: number = pace.first;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const lookAgain = async () => {
      if (document.visibilityState === 'visible') await latestLook.current();
      delay = Math.min(pace.last, delay * 1.4);
      if (!isOver) timer = setTimeout(lookAgain, delay);
    };
    timer = setTimeout(lookAgain, delay);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isOn, pace]);
}
