import type { Pool } from 'pg';
import { onPool } from './inTransaction.ts';
import { noSuchFile } from './noSuchFile.ts';
import { isId } from './uploadRow.ts';

/**
 * What an owner may know of a file's audit events, by the name it has there. Who reviews, who looked, internal comments and
 * every signature are not in this list.
 */
const ownerActions = {
  'file.uploaded': 'uploaded',
  'file.available': 'available',
  'file.rejected': 'rejected',
  'file.quarantined': 'quarantined',
  'file.released': 'released',
  'release.refused': 'refused',
  'review.claimed': 'review_started',
  'review.assigned': 'review_started',
  'review.approved': 'approved',
  'review.changes_requested': 'changes_requested',
  'review.rejected': 'review_rejected',
  'review.reopened': 'review_started',
  'file.renamed': 'renamed',
  'file.deleted': 'deleted',
  'file.restored': 'restored',
} as const;

export type HistoryAction = (typeof ownerActions)[keyof typeof ownerActions] | 'new_version';

export type HistoryEvent = {
  /** ISO 8601 */
  at: string;
  action: HistoryAction;
  version: number | null;
  /** Nobody did it: a check's result, or the end of the time that the file's profile keeps it. */
  isAutomatic: boolean;
};

/** Of a file with more than this many events, the newest are told. */
const maxEvents = 500;
/** One call makes an event of these for each version; people did one thing. */
const perFileActions: ReadonlySet<HistoryAction> = new Set(['renamed', 'deleted', 'restored']);

type EventRow = {
  at: Date;
  action: keyof typeof ownerActions;
  version: number | null;
  actor_type: string;
  request_id: string;
};

/** The owner's view of what became of a file, newest first; also of one in the trash. */
export async function readFileHistory(
  pool: Pool,
  { ownerId, fileId }: { ownerId: string; fileId: string },
): Promise<HistoryEvent[]> {
  if (!isId(fileId)) throw noSuchFile();
  const rows = await onPool(pool, async (client) => {
    const found = await client.query(
      'select from valetkey.file where id = $1 and owner_id = $2 and place is not null',
      [fileId, ownerId],
    );
    if (found.rowCount !== 1) throw noSuchFile();
    const events = await client.query<EventRow>(
      `select at, action, version, actor_type, request_id from valetkey.audit_event
       where file_id = $1 and action = any($2) order by at desc, seq desc limit $3`,
      [fileId, Object.keys(ownerActions), maxEvents],
    );
    return events.rows;
  });
  const history: HistoryEvent[] = [];
  let before: { event: HistoryEvent; requestId: string } | null = null;
  for (const row of rows) {
    const isNewVersion = row.action === 'file.uploaded' && (row.version ?? 1) > 1;
    const event: HistoryEvent = {
      at: row.at.toISOString(),
      action: isNewVersion ? 'new_version' : ownerActions[row.action],
      version: row.version,
      isAutomatic: row.actor_type === 'system',
    };
    if (before !== null && before.event.action === event.action) {
      if (perFileActions.has(event.action) && before.requestId === row.request_id) {
        before.event.version = Math.max(before.event.version ?? 0, event.version ?? 0) || null;
        continue;
      }
      // Whoever takes the file over, it is being reviewed since the first of them.
      if (event.action === 'review_started' && before.event.version === event.version) {
        before.event.at = event.at;
        continue;
      }
    }
    history.push(event);
    before = { event, requestId: row.request_id };
  }
  return history;
}
