import 'server-only';
import type { Pool } from 'pg';
import { createCursors } from '@/shared/db/index.server';
import type { DocumentRequest, OwnRequest } from '../model/DocumentRequest';
import {
  type RequestRow,
  requestColumns,
  requestSource,
  toDocumentRequest,
  toOwnRequest,
} from './requestRow';
import { type Asker, seesRequest } from './requestScope';

/** `overdue`: open, and the last day is over. */
export const requestLists = ['open', 'overdue', 'fulfilled', 'cancelled'] as const;

export type RequestListQuery = {
  list: (typeof requestLists)[number];
  /** Only what this account is asked for. */
  personId: string | null;
  /** Who looks. */
  asker: Asker;
  cursor: string | null;
  limit: number;
};

/** What the team asked for, newest first, a page at a time. */
export async function listRequests(
  { pool, cursorSecret, now }: { pool: Pool; cursorSecret: string; now: Date },
  { list, personId, asker, cursor, limit }: RequestListQuery,
): Promise<{ requests: DocumentRequest[]; nextCursor: string | null }> {
  const cursors = createCursors(cursorSecret, [
    'requests',
    list,
    personId,
    asker.scope === null ? null : asker.id,
  ]);
  const after = cursor === null ? null : cursors.read(cursor);
  const isOverdue = list === 'overdue';
  const values: unknown[] = [
    limit + 1,
    isOverdue ? 'open' : list,
    now.toISOString().slice(0, 10),
    personId,
    after?.sortValue ?? null,
    after?.id ?? null,
  ];
  const isSeen = seesRequest(asker, (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<RequestRow>(
    `select ${requestColumns} from ${requestSource}
     where q.state = $2 and ${isSeen}
       ${isOverdue ? 'and q.due_on < $3::date' : 'and $3::date is not null'}
       ${personId === null ? 'and $4::text is null' : 'and q.person_id = $4'}
       ${after === null ? 'and $5::timestamptz is null and $6::text is null' : 'and (q.created_at, q.id) < ($5::timestamptz, $6)'}
     order by q.created_at desc, q.id desc limit $1`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    requests: page.map((row) => toDocumentRequest(row, now)),
    nextCursor: last === undefined ? null : cursors.write({ sortValue: last.created_text, id: last.id }),
  };
}

/** A page shows no more; whoever is asked for more sees the next when these came. */
const maxOwn = 100;

/** What somebody is asked for and has not handed over, the most urgent first. */
export async function listOwnRequests(
  { pool, now }: { pool: Pool; now: Date },
  personId: string,
): Promise<OwnRequest[]> {
  const { rows } = await pool.query<RequestRow>(
    `select ${requestColumns} from ${requestSource}
     where q.person_id = $1 and q.state = 'open' order by q.due_on nulls last, q.created_at, q.id limit $2`,
    [personId, maxOwn],
  );
  return rows.map((row) => toOwnRequest(row, now));
}
