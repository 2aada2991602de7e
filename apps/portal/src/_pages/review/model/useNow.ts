'use client';

import { useEffect, useState } from 'react';

const minuteMs = 60_000;

/**
 * The time, anew every minute; it starts with the server's, so that both render the same words.
 *
 * @param facts what the words are about: when it changes, the time is looked at again
 */
export function useNow(renderedAt: number, facts?: unknown): number {
  const [now, setNow] = useState(renderedAt);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new facts are about the present
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, minuteMs);
    return () => clearInterval(timer);
  }, [facts]);
  return now;
}
