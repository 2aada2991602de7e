import type { Pool } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import { type FillRandom, fillRandom, insertAuditEvents } from './auditEvents.ts';
import { type AuditEvent, type AuditEventRow, auditColumns, toAuditEvent } from './auditTrailRow.ts';
import { createCatalogueCursor } from './catalogueCursor.ts';
import { onPool, type Queryable } from './inTransaction.ts';

/** Which events: those that fit everything that is given. */
export type AuditFilter = {
  /** Id of who acted. */
  actor?: string | null;
  /** Id of a file. */
  file?: string | null;
  /** One action, as it is named: `url.signed`. */
  action?: string | null;
  /** From this moment on, as ISO 8601. */
  from?: string | null;
  /** Before this moment. */
  to?: string | null;
};

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
  /** Writes events of the application's own; on `client` they are part of its transaction. */
  record: (events: readonly NewAuditEvent[], client?: Queryable) => Promise<void>;
};

const maxLimit = 200;
const defaultLimit = 50;
const eventsPerExportPage = 1_000;
const maxFilterLength = 200;

type Position = { at: string; seq: string };

function readText(text: string | null | undefined, name: string): string | null {
  if (text === null || text === undefined || text === '') return null;
  if (text.length > maxFilterLength || /\p{Cc}|\p{Cs}/u.test(text))
    throw new ValetKeyError(
      'INVALID_QUERY',
      `${name} must be text of at most ${maxFilterLength} characters.`,
    );
  return text;
}

function readMoment(text: string | null | undefined, name: string): string | null {
  const value = readText(text, name);
  if (value === null) return null;
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time))
    throw new ValetKeyError('INVALID_QUERY', `${name} must be a date or a moment: 2030-01-31T12:00:00Z.`);
  return new Date(time).toISOString();
}

function readFilter(filter: AuditFilter) {
  return {
    actor: readText(filter.actor, 'actor'),
    file: readText(filter.file, 'file'),
    action: readText(filter.action, 'action'),
    from: readMoment(filter.from, 'from'),
    to: readMoment(filter.to, 'to'),
  };
}

/** Questions to the audit trail in PostgreSQL: by file, by person, by action, by time. */
export function createAuditTrail(options: AuditTrailOptions): AuditTrail {
  const { pool, cursorSecret = '', random = fillRandom } = options;
  const cursors = createCatalogueCursor(cursorSecret);

  async function readEvents(
    filter: ReturnType<typeof readFilter>,
    after: Position | null,
    limit: number,
  ): Promise<AuditEventRow[]> {
    const values: unknown[] = [limit];
    const conditions: string[] = [];
    const add = (condition: string, ...given: unknown[]) => {
      for (const value of given) values.push(value);
      const numbers = given.map((_, index) => `$${values.length - given.length + index + 1}`);
      conditions.push(numbers.reduce((text, number) => text.replace('?', number), condition));
    };
    if (filter.actor !== null) add('e.actor_id = ?', filter.actor);
    if (filter.file !== null) add('e.file_id = ?', filter.file);
    if (filter.action !== null) add('e.action = ?', filter.action);
    if (filter.from !== null) add('e.at >= ?::timestamptz', filter.from);
    if (filter.to !== null) add('e.at < ?::timestamptz', filter.to);
    if (after !== null) add('(e.at, e.seq) < (?::timestamptz, ?::bigint)', after.at, after.seq);
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
      const filter = readFilter(query);
      const scope = { list: 'audit', ...filter };
      let after: Position | null = null;
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
      const filter = readFilter(given);
      let after: Position | null = null;
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

    record: (events, client) =>
      client === undefined
        ? onPool(pool, (onItsOwn) => insertAuditEvents(onItsOwn, events, random))
        : insertAuditEvents(client, events, random),
  };
}
