'use client';

import { useEffect, useRef } from 'react';

type InfiniteSentinelProps = {
  onVisible: () => void;
  /** How far below the window it counts as visible already, in pixels. @default 800 */
  marginPixels?: number;
};

/** The end of what is loaded: coming near it asks for more. Beside it belongs a button that does the same. */
export function InfiniteSentinel({ onVisible, marginPixels = 800 }: InfiniteSentinelProps) {
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(onVisible);

  useEffect(() => {
    latest.current = onVisible;
  }, [onVisible]);

  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) latest.current();
      },
      { rootMargin: `0px 0px ${marginPixels}px 0px` },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [marginPixels]);

  return <div ref={element} aria-hidden="true" className="h-px" />;
}
