'use client';

import { type ReactNode, useState } from 'react';
import {
  type AccessFilter,
  type AccessWindow,
  exportAccess,
  mergeAccess,
  readAccess,
} from '@/entities/audit';
import { usePagedList } from '@/shared/api';
import { auditTexts } from '@/shared/texts';
import { Button, ExportButton, PagedPanel } from '@/shared/ui';
import { groupAccess } from '../model/groupAccess';
import { AccessGroupItem } from './AccessGroupItem';

const texts = auditTexts.access;
const groupsPerPage = 50;

type AccessViewProps = {
  filter: AccessFilter;
  /** What the rows are sorted under: the question is about the other. */
  by: 'person' | 'file';
  actions: ReactNode;
};

/** Who did what with a file, or what a person did with which file: a row for all events of a kind. */
export function AccessView({ filter, by, actions }: AccessViewProps) {
  const key = JSON.stringify(filter);
  const windows = usePagedList<AccessWindow & { id: string }>(key, async ({ cursor, signal }) => {
    const window = await readAccess({ ...filter, ...(cursor && { cursor }), signal });
    return { items: [{ ...window, id: cursor ?? 'newest' }], nextCursor: window.nextCursor };
  });
  const [shown, setShown] = useState({ key, count: groupsPerPage });
  const count = shown.key === key ? shown.count : groupsPerPage;

  const groups = groupAccess(mergeAccess(windows.items.flatMap(({ rows }) => rows)), by);
  const events = windows.items.reduce((sum, window) => sum + window.events, 0).toLocaleString('en');
  const hasOlder = windows.nextCursor !== null;
  const list = {
    ...windows,
    items: groups.slice(0, count),
    nextCursor: groups.length > count ? 'more' : null,
    showMore: () => setShown({ key, count: count + groupsPerPage }),
  };
  const words = {
    loading: texts.loading,
    empty: by === 'person' ? texts.emptyFile : texts.emptyPerson,
    emptyHint: texts.emptyHint,
    showMore: texts.showMore,
    shown: (number: number, isAll: boolean) =>
      (by === 'person' ? texts.people : texts.files)(number, isAll && !hasOlder),
  };
  return (
    <section
      aria-label={by === 'person' ? texts.byFile : texts.byPerson}
      aria-busy={windows.status !== 'ready'}
      className="grid gap-4"
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <p role="status" className="text-sm text-muted">
            {windows.isKnown && (hasOlder ? texts.countedPart(events) : texts.counted(events))}
          </p>
          {hasOlder && (
            <Button onClick={windows.showMore} isBusy={windows.status === 'loading-more'}>
              {texts.countOlder}
            </Button>
          )}
        </div>
        <div className="flex flex-wrap gap-3">
          <ExportButton name="access" read={(signal) => exportAccess(filter, { signal })} />
          {actions}
        </div>
      </div>
      <PagedPanel list={list} texts={words} emptyIcon="search">
        <ol className="divide-y divide-line">
          {list.items.map((group) => (
            <AccessGroupItem key={group.id} group={group} by={by} filter={filter} />
          ))}
        </ol>
      </PagedPanel>
    </section>
  );
}
