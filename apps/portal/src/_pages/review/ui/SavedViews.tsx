'use client';

import Link from 'next/link';
import { type MouseEvent, useState } from 'react';
import { useLoaded } from '@/shared/api';
import { useLiveChanges } from '@/shared/live';
import { reviewTexts } from '@/shared/texts';
import { announce, Button, Icon } from '@/shared/ui';
import { readViews } from '../api/views';
import { describeCount } from '../model/describeReview';
import { parseQueueFilter, type QueueFilter, toSearch } from '../model/QueueFilter';
import type { SavedView } from '../model/SavedView';
import { ViewDialog } from './ViewDialog';

const words = reviewTexts.views;
/** When nobody tells the page of changes. */
const refreshMs = 60_000;

type SavedViewsProps = { filter: QueueFilter; mayShare: boolean; onOpen: (filter: QueueFilter) => void };

function countOf({ count }: SavedView): string | null {
  if (count === null) return null;
  return count.isMore ? words.more(describeCount(count.files)) : describeCount(count.files);
}

/** The lists that somebody saved, and the way to save the one that is shown. Without any it is one button. */
export function SavedViews({ filter, mayShare, onOpen }: SavedViewsProps) {
  const { value: views, reload } = useLoaded<SavedView[]>('saved-views', readViews, { refreshMs });
  const [edited, setEdited] = useState<SavedView | 'new' | null>(null);
  useLiveChanges(['file'], reload);
  const search = toSearch(filter);
  const current = views?.find((view) => view.search === search && view.isOwn) ?? null;
  const isKnown = views?.some((view) => view.search === search) ?? false;

  function open(event: MouseEvent, view: SavedView): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(parseQueueFilter(new URLSearchParams(view.search)));
  }

  function close(said: string | null): void {
    setEdited(null);
    if (said === null) return;
    announce(said);
    reload();
  }

  return (
    <div className="flex flex-wrap items-center gap-2">
      {views !== null && views.length > 0 && (
        <nav aria-label={words.label} className="min-w-0 max-w-full">
          <ul className="flex flex-wrap gap-2">
            {views.map((view) => (
              <li key={view.id} className="max-w-full">
                <Link
                  href={`/review${view.search}`}
                  prefetch={false}
                  aria-current={view.search === search ? 'true' : undefined}
                  onClick={(event) => open(event, view)}
                  title={view.isShared ? words.shared : undefined}
                  className="inline-flex min-h-9 max-w-full items-center gap-2 rounded-full border border-line bg-surface px-3 text-sm hover:bg-sunken aria-[current]:border-accent aria-[current]:bg-accent-soft pointer-coarse:min-h-11"
                >
                  {view.isShared && <Icon name="person" className="size-4 shrink-0 text-muted" />}
                  {view.isShared && <span className="sr-only">{words.shared}: </span>}
                  <bdi className="truncate">{view.name}</bdi>
                  {countOf(view) !== null && (
                    <span className="text-xs text-muted tabular-nums">{countOf(view)}</span>
                  )}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {current !== null && (
        <Button look="quiet" aria-haspopup="dialog" onClick={() => setEdited(current)}>
          {words.edit}
        </Button>
      )}
      {views !== null && !isKnown && search !== '' && (
        <Button look="quiet" aria-haspopup="dialog" onClick={() => setEdited('new')}>
          {words.save}
        </Button>
      )}
      {edited !== null && (
        <ViewDialog
          view={edited === 'new' ? null : edited}
          search={search}
          mayShare={mayShare}
          onClose={close}
        />
      )}
    </div>
  );
}
