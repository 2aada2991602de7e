'use client';

import { reviewTexts } from '@/shared/texts';
import { Button, Icon } from '@/shared/ui';

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
  const text = isAtEnd ? words.newerAtEnd(count) : words.newer(count);
  return (
    <div className="pointer-events-none sticky top-2 z-10 -mb-4 flex justify-center">
      <p role="status" className="sr-only">
        {count > 0 && text}
      </p>
      {count > 0 && (
        <Button look="primary" className="pointer-events-auto rounded-full shadow-card" onClick={onTake}>
          <Icon name="retry" className="size-4" />
          {text}
        </Button>
      )}
    </div>
  );
}
