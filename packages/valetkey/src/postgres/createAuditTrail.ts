import type { Pool } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import { type FillRandom, fillRandom, insertAuditEvents } from './auditEvents.ts';
import {
  type AuditFilter,
  type AuditPosition,
  auditConditions,
  type ResolvedAuditFilter,
  resolveAuditFilter,
} from './auditFilter.ts';
import { type AuditEvent, type AuditEventRow, auditColumns, toAuditEvent } from './auditTrailRow.ts';
import { createCatalogueCursor } from './catalogueCursor.ts';
import { onPool, type Queryable } from './inTransaction.ts';
import { type AccessPage, type AccessQuery, readAccess } from './readAccess.ts';

export type AuditQuery = AuditFilter & {
  /** `nextCursor` of the page before. */
  cursor?: string | null;
  /** Events in one page, 1 to 200. @default 50 */
  limit?: number;
};

export type AuditPage = { events: AuditEvent[]; nextCursor: string | null };

export type AuditTrailOptions = {
  pool: Pool;
  /** Signs the cursors of lists; the same in every process. @default '' */
  cursorSecret?: string;
  /** Source of ids and salts. @default crypto.getRandomValues */
  random?: FillRandom;
};

/** The audit trail for who may read all of it, which the caller has established. */
export type AuditTrail = {
  /** Newest first, a page at a time. */
  list: (query: AuditQuery) => Promise<AuditPage>;
  /** Everything that fits, newest first, in pages, for as long as somebody asks for the next one. */
  export: (filter: AuditFilter, options?: { signal?: AbortSignal }) => AsyncIterable<AuditEvent[]>;
  /** Who did what with a file, or what somebody did with which file: one row for all events of a kind, in windows of events. */
  access: (query: AccessQuery) => Promise<AccessPage>;
  /** Writes events of the application's own; on `client` they are part of its transaction. */
  record: (events: readonly NewAuditEvent[], client?: Queryable) => Promise<void>;
};

const maxLimit = 200;
const defaultLimit = 50;
const eventsPerExportPage = 1_000;
/** Questions to the audit trail in PostgreSQL: by file, by person, by action, by time. */
export function createAuditTrail(options: AuditTrailOptions): AuditTrail {
  const { pool, cursorSecret = '', random = fillRandom } = options;
  const cursors = createCatalogueCursor(cursorSecret);

  async function readEvents(
    filter: ResolvedAuditFilter,
    after: AuditPosition | null,
    limit: number,
  ): Promise<AuditEventRow[]> {
    const values: unknown[] = [limit];
    const conditions = auditConditions(filter, after, values);
    const found = await onPool(pool, (client) =>
      client.query<AuditEventRow>(
        `select ${auditColumns} from valetkey.audit_event e
         ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
         order by e.at desc, e.seq desc limit $1`,
        values,
      ),
    );
    return found.rows;
  }

  return {
    async list(query) {
      const limit = query.limit ?? defaultLimit;
      if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit)
        throw new ValetKeyError('INVALID_QUERY', `limit must be a whole number from 1 to ${maxLimit}.`);
      const filter = resolveAuditFilter(query);
      const scope = { list: 'audit', ...filter };
      let after: AuditPosition | null = null;
      if (query.cursor !== undefined && query.cursor !== null) {
        const { sortValue, id } = await cursors.read(scope, query.cursor);
        after = { at: sortValue, seq: id };
      }
      const rows = await readEvents(filter, after, limit + 1);
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return {
        events: shown.map(toAuditEvent),
        nextCursor:
          last === undefined
            ? null
            : await cursors.write(scope, { sortValue: last.at.toISOString(), id: last.seq }),
      };
    },

    async *export(given, { signal } = {}) {
      const filter = resolveAuditFilter(given);
      let after: AuditPosition | null = null;
      for (;;) {
        signal?.throwIfAborted();
        const rows: AuditEventRow[] = await readEvents(filter, after, eventsPerExportPage);
        const last = rows.at(-1);
        if (last === undefined) return;
        yield rows.map(toAuditEvent);
        if (rows.length < eventsPerExportPage) return;
        after = { at: last.at.toISOString(), seq: last.seq };
      }
    },

    access: (query) => readAccess(pool, cursors, query),

    record: (events, client) =>
      client === undefined
        ? onPool(pool, (onItsOwn) => insertAuditEvents(onItsOwn, events, random))
        : insertAuditEvents(client, events, random),
  };
}
