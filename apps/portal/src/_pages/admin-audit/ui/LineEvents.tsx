'use client';

import { type AuditFilter, EventList, listAudit } from '@/entities/audit';
import { useLoaded } from '@/shared/api';
import { auditTexts as texts } from '@/shared/texts';
import { ProblemNotice, TableSkeleton } from '@/shared/ui';

const newest = 20;

/** The newest events behind one row of a summary. */
export function LineEvents({ filter }: { filter: AuditFilter }) {
  const { value, error, reload } = useLoaded(JSON.stringify(filter), (signal) =>
    listAudit({ ...filter, limit: newest, signal }),
  );
  if (error !== null) return <ProblemNotice error={error} onRetry={reload} />;
  return value === null ? <TableSkeleton label={texts.loading} /> : <EventList events={value.events} />;
}
