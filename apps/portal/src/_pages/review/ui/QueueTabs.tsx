'use client';

import Link from 'next/link';
import type { MouseEvent } from 'react';
import type { ReviewCounts } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { countTabs, describeCount } from '../model/describeReview';
import { type QueueFilter, type QueueTab, queueTabs, toSearch } from '../model/QueueFilter';

const words = reviewTexts.queue;

type QueueTabsProps = {
  filter: QueueFilter;
  counts: ReviewCounts;
  onChoose: (tab: QueueTab) => void;
};

/** The lists by what became of the files. They are links: a list can be opened in another tab of the browser, or sent to somebody. */
export function QueueTabs({ filter, counts, onChoose }: QueueTabsProps) {
  const countOf = countTabs(counts);

  function choose(event: MouseEvent, tab: QueueTab): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onChoose(tab);
  }

  return (
    <nav aria-label={words.tabsLabel} className="-mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
      <ul className="flex min-w-max gap-1 border-b border-line">
        {queueTabs.map((tab) => {
          const isCurrent = tab === filter.tab;
          return (
            <li key={tab}>
              <Link
                href={`/review${toSearch({ ...filter, tab })}`}
                prefetch={false}
                aria-current={isCurrent ? 'true' : undefined}
                onClick={(event) => choose(event, tab)}
                className="-mb-px flex min-h-11 items-center gap-2 border-b-2 border-transparent px-3 text-sm font-medium text-muted hover:text-ink focus-visible:-outline-offset-2 aria-[current]:border-accent aria-[current]:text-ink"
              >
                {words.tabs[tab]}
                <span className="rounded-full bg-sunken px-2 py-0.5 text-xs text-muted tabular-nums">
                  {describeCount(countOf[tab])}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
