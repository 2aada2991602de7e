import type { ReactNode } from 'react';
import { EmptyState } from './EmptyState';
import type { IconName } from './Icon';
import { ListPager } from './ListPager';
import { ProblemNotice } from './ProblemNotice';
import { TableSkeleton } from './TableSkeleton';

type PagedPanelProps = {
  /** As `usePagedList` gives it. */
  list: {
    items: readonly unknown[];
    nextCursor: string | null;
    status: 'loading' | 'loading-more' | 'ready';
    isKnown: boolean;
    error: unknown;
    showMore: () => void;
    reload: () => void;
  };
  texts: {
    loading: string;
    empty: string;
    emptyHint: string;
    showMore: string;
    shown: (count: number, isAll: boolean) => string;
  };
  emptyIcon: IconName;
  /** What helps where nothing is found. */
  emptyAction?: ReactNode;
  /** The rows, which are drawn only when there are some. */
  children: ReactNode;
};

/** A list of the server's that is read page by page, with what stands for it while it loads, fails or is empty. */
export function PagedPanel({ list, texts, emptyIcon, emptyAction, children }: PagedPanelProps) {
  const { items, isKnown, status, error } = list;
  const isReplaced = status === 'loading' && isKnown;
  return (
    <>
      {error !== null && <ProblemNotice error={error} onRetry={list.reload} />}
      <div
        aria-busy={isReplaced}
        className={`overflow-hidden rounded-2xl border border-line bg-surface shadow-card ${isReplaced ? 'opacity-60' : ''}`}
      >
        {!isKnown ? (
          error === null && <TableSkeleton label={texts.loading} />
        ) : items.length === 0 ? (
          <EmptyState icon={emptyIcon} title={texts.empty} action={emptyAction}>
            {texts.emptyHint}
          </EmptyState>
        ) : (
          children
        )}
      </div>
      {items.length > 0 && (
        <ListPager
          said={texts.shown(items.length, list.nextCursor === null)}
          moreLabel={texts.showMore}
          hasMore={list.nextCursor !== null}
          isBusy={status === 'loading-more'}
          onMore={list.showMore}
        />
      )}
    </>
  );
}
