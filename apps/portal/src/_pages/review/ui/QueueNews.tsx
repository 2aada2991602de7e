'use client';

import { useEffect, useRef } from 'react';
import { reviewTexts } from '@/shared/texts';
import { announce, Button, Icon } from '@/shared/ui';

/** What arrived while somebody works in the list: said once, and put in when they want it. */
export function QueueNews({
  count,
  isAtEnd,
  onTake,
}: {
  count: number;
  isAtEnd: boolean;
  onTake: () => void;
}) {
  const words = reviewTexts.queue;
  const said = useRef(0);
  useEffect(() => {
    if (count > said.current) announce(reviewTexts.queue.newer(count));
    said.current = count;
  }, [count]);
  const text = isAtEnd ? words.newerAtEnd(count) : words.newer(count);
  return (
    <div className="pointer-events-none sticky top-2 z-10 -my-2 flex justify-center empty:hidden">
      {count > 0 && (
        <Button look="primary" className="pointer-events-auto rounded-full shadow-card" onClick={onTake}>
          <Icon name="retry" className="size-4" />
          {text}
        </Button>
      )}
    </div>
  );
}
