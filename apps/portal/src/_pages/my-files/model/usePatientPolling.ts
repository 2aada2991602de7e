'use client';

import { useEffect, useRef, useSyncExternalStore } from 'react';
import { sessionEnd } from '@/shared/api';

/** Waiting times between looks: quick at first, then patient. In milliseconds. */
const firstPollMs = 1_000;
const lastPollMs = 8_000;

/** Looks again and again while something is about to change by itself, the page is shown, and the session lasts. */
export function usePatientPolling(isNeeded: boolean, look: () => Promise<void>): void {
  const latestLook = useRef(look);
  const hasEnded = useSyncExternalStore(
    sessionEnd.subscribe,
    sessionEnd.getSnapshot,
    sessionEnd.getServerSnapshot,
  );
  const isOn = isNeeded && !hasEnded;

  useEffect(() => {
    latestLook.current = look;
  }, [look]);

  useEffect(() => {
    if (!isOn) return;
    let delay = firstPollMs;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const lookAgain = async () => {
      if (document.visibilityState === 'visible') await latestLook.current();
      delay = Math.min(lastPollMs, delay * 1.4);
      if (!isOver) timer = setTimeout(lookAgain, delay);
    };
    timer = setTimeout(lookAgain, delay);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isOn]);
}
