import type { Pool } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import { type AuditFilter, type AuditPosition, auditConditions, resolveAuditFilter } from './auditFilter.ts';
import type { CatalogueCursor } from './catalogueCursor.ts';
import { onPool } from './inTransaction.ts';

export type AccessQuery = Pick<AuditFilter, 'actor' | 'file' | 'from' | 'to' | 'isWithLists'> & {
  /** `nextCursor` of the window before. */
  cursor?: string | null;
  /** Events counted in one window, 1 to 20,000. @default 5000 */
  limit?: number;
};

/** All events of one kind, by one person, with one file. */
export type AccessRow = {
  actor: { type: string; id: string };
  file: string;
  /** The file's name as it is now, for display. */
  fileName: string | null;
  action: string;
  purpose: string | null;
  /** In order; empty where the events name none. */
  versions: number[];
  /** What was typed as a reason, the newest three, newest first. */
  reasons: string[];
  count: number;
  /** ISO 8601 */
  first: string;
  last: string;
};

export type AccessPage = {
  /** Those that happened last come first. */
  rows: AccessRow[];
  /** Events that the rows add up to. */
  events: number;
  /** Of older events that this window did not count. */
  nextCursor: string | null;
};

const maxEvents = 20_000;
const defaultEvents = 5_000;

type Row = {
  actor_type: string;
  actor_id: string;
  file_id: string;
  file_name: string | null;
  action: string;
  purpose: string | null;
  versions: number[] | null;
  reasons: string[] | null;
  count: number;
  first_at: Date;
  last_at: Date;
  oldest_at: Date;
  oldest_seq: string;
};

/**
 * Counted from the events themselves and from no summary of them: what is proven is what is shown. A window bounds what one answer
 * costs, also for the file that everybody opens all day.
 */
export async function readAccess(
  pool: Pool,
  cursors: CatalogueCursor,
  query: AccessQuery,
): Promise<AccessPage> {
  const limit = query.limit ?? defaultEvents;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxEvents)
    throw new ValetKeyError('INVALID_QUERY', `limit must be a whole number from 1 to ${maxEvents}.`);
  const filter = resolveAuditFilter(query);
  if (filter.actor === null && filter.file === null)
    throw new ValetKeyError('INVALID_QUERY', 'Say whose looks or the looks at which file: actor or file.');
  const scope = { list: 'access', ...filter };
  let after: AuditPosition | null = null;
  if (query.cursor !== undefined && query.cursor !== null) {
    const { sortValue, id } = await cursors.read(scope, query.cursor);
    after = { at: sortValue, seq: id };
  }

  const values: unknown[] = [limit];
  const conditions = auditConditions(filter, after, values);
  conditions.push(filter.actor === null ? "e.actor_type = 'user'" : 'e.file_id is not null');
  const found = await onPool(pool, (client) =>
    client.query<Row>(
      `with counted as materialized (
         select e.seq, e.id, e.at, e.actor_type, e.actor_id, e.file_id, e.action, e.purpose, e.version,
           e.personal_sha256 is not null as is_reasoned
         from valetkey.audit_event e where ${conditions.join(' and ')}
         order by e.at desc, e.seq desc limit $1
       ),
       grouped as (
         select actor_type, actor_id, file_id, action, purpose, count(*)::integer as count,
           min(at) as first_at, max(at) as last_at, max(seq) as last_seq,
           array_agg(distinct version order by version) filter (where version is not null) as versions,
           (array_agg(id order by at desc, seq desc) filter (where is_reasoned))[1:3] as reasoned
         from counted group by actor_type, actor_id, file_id, action, purpose
       )
       select g.actor_type, g.actor_id, g.file_id, g.action, g.purpose, g.count, g.first_at, g.last_at, g.versions,
         (select f.name from valetkey.file f where f.id = g.file_id) as file_name,
         (select array_agg(p.reason order by r.place) from unnest(g.reasoned) with ordinality as r(event_id, place)
          join valetkey.audit_personal p on p.event_id = r.event_id) as reasons,
         o.at as oldest_at, o.seq as oldest_seq
       from grouped g cross join (select at, seq from counted order by at, seq limit 1) o
       order by g.last_at desc, g.last_seq desc`,
      values,
    ),
  );
  const events = found.rows.reduce((sum, row) => sum + row.count, 0);
  const oldest = events < limit ? undefined : found.rows[0];
  return {
    rows: found.rows.map(toAccessRow),
    events,
    nextCursor:
      oldest === undefined
        ? null
        : await cursors.write(scope, { sortValue: oldest.oldest_at.toISOString(), id: oldest.oldest_seq }),
  };
}

function toAccessRow(row: Row): AccessRow {
  return {
    actor: { type: row.actor_type, id: row.actor_id },
    file: row.file_id,
    fileName: row.file_name,
    action: row.action,
    purpose: row.purpose,
    versions: row.versions ?? [],
    reasons: row.reasons ?? [],
    count: row.count,
    first: row.first_at.toISOString(),
    last: row.last_at.toISOString(),
  };
}
