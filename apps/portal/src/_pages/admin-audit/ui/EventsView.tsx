'use client';

import type { ReactNode } from 'react';
import { type AuditEvent, type AuditFilter, EventList, exportAudit, listAudit } from '@/entities/audit';
import { usePagedList } from '@/shared/api';
import { auditTexts as texts } from '@/shared/texts';
import { ExportButton, PagedPanel } from '@/shared/ui';

/** Every event that fits, newest first. */
export function EventsView({ filter, actions }: { filter: AuditFilter; actions: ReactNode }) {
  const list = usePagedList<AuditEvent>(JSON.stringify(filter), async ({ cursor, signal }) => {
    const { events, nextCursor } = await listAudit({ ...filter, ...(cursor && { cursor }), signal });
    return { items: events, nextCursor };
  });
  return (
    <section aria-label={texts.events} aria-busy={list.status !== 'ready'} className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-md text-sm text-muted">{texts.exportHint}</p>
        <div className="flex flex-wrap gap-3">
          <ExportButton name="audit" read={(signal) => exportAudit(filter, { signal })} />
          {actions}
        </div>
      </div>
      <PagedPanel list={list} texts={texts} emptyIcon="search">
        <EventList events={list.items} />
      </PagedPanel>
    </section>
  );
}
