import 'server-only';
import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { createAuditTrail } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import { createId } from 'valetkey/server';
import { inTransaction } from '@/shared/db/index.server';
import { parseQueueFilter, toSearch } from '../model/QueueFilter';
import { maxViewNameLength, type SavedViewInput } from '../model/SavedView';

/** Who saves what, in which call. */
export type ViewChange = { userId: string; mayShare: boolean; requestId: string; now: Date };

export type StoredView = { id: string; name: string; search: string; isShared: boolean; isOwn: boolean };

type Row = { id: string; name: string; search: string; is_shared: boolean; owner_id: string };

const maxOwnViews = 50;
const maxSharedViews = 50;
const columns = 'id, name, search, is_shared, owner_id';

function toView({ id, name, search, is_shared, owner_id }: Row, userId: string): StoredView {
  return { id, name, search, isShared: is_shared, isOwn: owner_id === userId };
}

function noSuchView(): ValetKeyError {
  return new ValetKeyError('NOT_FOUND', 'There is nothing here.');
}

function checkInput({ name, search, isShared }: SavedViewInput, { mayShare }: ViewChange): SavedViewInput {
  const text = name.trim().normalize('NFC');
  if (text === '' || text.length > maxViewNameLength || /\p{Cc}|\p{Cs}/u.test(text))
    throw new ValetKeyError('INVALID_BODY', `name must be 1 to ${maxViewNameLength} characters in one line.`);
  if (isShared && !mayShare) throw noSuchView();
  // What is not a filter is left out, so that equal lists have equal addresses.
  return { name: text, search: toSearch(parseQueueFilter(new URLSearchParams(search))), isShared };
}

async function record(
  pool: Pool,
  client: PoolClient,
  change: ViewChange,
  { action, id, isShared }: { action: string; id: string; isShared: boolean },
): Promise<void> {
  const { userId, requestId, now } = change;
  const event = {
    at: now,
    actor: { type: 'user', id: userId } as const,
    action,
    fileId: null,
    version: null,
  };
  // Neither the name nor the list: either may have somebody's name in it.
  const details = { view: id, isShared };
  await createAuditTrail({ pool }).record(
    [{ ...event, purpose: null, reason: null, requestId, details }],
    client,
  );
}

/** One's own views and those of the team, by name. */
export async function listViews(pool: Pool, userId: string): Promise<StoredView[]> {
  const { rows } = await pool.query<Row>(
    `select * from (
       (select ${columns} from portal.review_view where owner_id = $1 order by lower(name) limit ${maxOwnViews})
       union all
       (select ${columns} from portal.review_view where is_shared and owner_id <> $1 order by lower(name), id limit ${maxSharedViews})
     ) v order by lower(name), id`,
    [userId],
  );
  return rows.map((row) => toView(row, userId));
}

/** Saves a view; one's own of the same name becomes this one. */
export async function saveView(pool: Pool, given: SavedViewInput, change: ViewChange): Promise<StoredView> {
  const { name, search, isShared } = checkInput(given, change);
  const { userId, now } = change;
  return inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock(hashtextextended('portal.review_view ' || $1, 0))", [
      userId,
    ]);
    const { rows } = await client.query<Row>(
      `insert into portal.review_view (id, owner_id, name, search, is_shared, updated_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (owner_id, lower(name)) do update set
         name = excluded.name, search = excluded.search, is_shared = excluded.is_shared, updated_at = excluded.updated_at
       returning ${columns}`,
      [createId(randomBytes), userId, name, search, isShared, now],
    );
    const count = await client.query<{ own: number }>(
      'select count(*)::integer as own from portal.review_view where owner_id = $1',
      [userId],
    );
    if (count.rows[0]!.own > maxOwnViews)
      throw new ValetKeyError('INVALID_STATE', `There are ${maxOwnViews} views of yours; delete one first.`);
    const row = rows[0]!;
    await record(pool, client, change, { action: 'view.saved', id: row.id, isShared });
    return toView(row, userId);
  });
}

/** Changes one's own view. Whoever else has it in their list has it changed. */
export async function changeView(
  pool: Pool,
  id: string,
  given: SavedViewInput,
  change: ViewChange,
): Promise<StoredView> {
  const { name, search, isShared } = checkInput(given, change);
  return inTransaction(pool, async (client) => {
    const own = await client.query(
      'select from portal.review_view where id = $1 and owner_id = $2 for update',
      [id, change.userId],
    );
    if (own.rowCount !== 1) throw noSuchView();
    const taken = await client.query(
      'select from portal.review_view where owner_id = $1 and lower(name) = lower($2) and id <> $3',
      [change.userId, name, id],
    );
    if (taken.rowCount !== 0)
      throw new ValetKeyError('INVALID_STATE', 'Another view of yours has this name; choose another one.');
    const { rows } = await client.query<Row>(
      `update portal.review_view set name = $3, search = $4, is_shared = $5, updated_at = $6
       where id = $1 and owner_id = $2 returning ${columns}`,
      [id, change.userId, name, search, isShared, change.now],
    );
    await record(pool, client, change, { action: 'view.changed', id, isShared });
    return toView(rows[0]!, change.userId);
  });
}

/** Deletes one's own view, for everybody. */
export async function deleteView(pool: Pool, id: string, change: ViewChange): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<Row>(
      `delete from portal.review_view where id = $1 and owner_id = $2 returning ${columns}`,
      [id, change.userId],
    );
    const [row] = rows;
    if (row === undefined) throw noSuchView();
    await record(pool, client, change, { action: 'view.deleted', id, isShared: row.is_shared });
  });
}
