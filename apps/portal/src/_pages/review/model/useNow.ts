'use client';

import { useEffect, useState } from 'react';

const minuteMs = 60_000;

/** The time, anew every minute; it starts with the server's, so that both render the same words. */
export function useNow(renderedAt: number): number {
  const [now, setNow] = useState(renderedAt);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, minuteMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
