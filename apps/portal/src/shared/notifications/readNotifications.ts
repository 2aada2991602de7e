import 'server-only';
import type { Pool } from 'pg';
import { hasPermission, type Role, reviewerOf } from '@/shared/auth/index.server';
import { createCursors } from '@/shared/db/index.server';
import {
  maxUnread,
  type Notification,
  type NotificationKind,
  type NotificationPage,
  ownerKinds,
  teamKinds,
} from './Notification';

type Person = { userId: string; role: Role };

type Row = {
  id: string;
  kind: NotificationKind;
  file_id: string;
  name: string;
  version: number | null;
  at: Date;
  /** As text, for cursors: a `Date` has no microseconds. */
  at_text: string;
  read_at: Date | null;
};

/**
 * Of `portal.notification n join valetkey.file f`, what somebody is shown. It is asked each time, and not when it was written: who does not
 * review a file any more learns nothing of it, its name neither.
 */
async function shownTo(pool: Pool, person: Person): Promise<{ sql: string; values: unknown[] }> {
  const values: unknown[] = [person.userId, ownerKinds];
  const own = 'n.kind = any($2) and f.owner_id = n.person_id';
  const shown = (what: string) => `n.person_id = $1 and f.deleted_at is null and (${what})`;
  if (!hasPermission(person.role, 'review.read')) return { sql: shown(own), values };
  const { scope = null } = await reviewerOf(pool, person);
  values.push(teamKinds, scope?.profiles ?? null);
  const reviewed = 'n.kind = any($3) and f.owner_id <> n.person_id';
  const inScope = '($4::text[] is null or f.profile = any($4))';
  return { sql: shown(`${own} or ${reviewed} and ${inScope}`), values };
}

function toNotification(row: Row): Notification {
  return {
    id: row.id,
    kind: row.kind,
    file: { id: row.file_id, name: row.name },
    version: row.version,
    at: row.at.toISOString(),
    isRead: row.read_at !== null,
  };
}

/** What somebody was told, newest first, a page at a time. */
export async function listNotifications(
  { pool, cursorSecret }: { pool: Pool; cursorSecret: string },
  person: Person,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<NotificationPage> {
  const cursors = createCursors(cursorSecret, ['notifications', person.userId]);
  const after = cursor === null ? null : cursors.read(cursor);
  const { sql, values } = await shownTo(pool, person);
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const beyond =
    after === null
      ? 'true'
      : `(n.at, n.id) < (${parameter(after.sortValue)}::timestamptz, ${parameter(after.id)})`;
  const { rows } = await pool.query<Row>(
    `select n.id, n.kind, n.file_id, f.name, n.version, n.at, n.at::text as at_text, n.read_at
     from portal.notification n join valetkey.file f on f.id = n.file_id
     where ${sql} and ${beyond} order by n.at desc, n.id desc limit ${parameter(limit + 1)}`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    notifications: page.map(toNotification),
    nextCursor: last === undefined ? null : cursors.write({ sortValue: last.at_text, id: last.id }),
  };
}

/** How many of them are unread, at most `maxUnread`. */
export async function countUnread(pool: Pool, person: Person): Promise<number> {
  const { sql, values } = await shownTo(pool, person);
  const { rows } = await pool.query<{ unread: number }>(
    `select count(*)::integer as unread from (
       select from portal.notification n join valetkey.file f on f.id = n.file_id
       where ${sql} and n.read_at is null limit $${values.push(maxUnread)}
     ) u`,
    values,
  );
  return rows[0]?.unread ?? 0;
}
