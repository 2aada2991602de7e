import 'server-only';
import type { PoolClient } from 'pg';
import { ValetKeyError } from 'valetkey/protocol';
import { PortalError } from '@/shared/api/index.server';
import { type Role, roleOf } from '@/shared/auth';
import { cleanName } from '@/shared/auth/index.server';
import { inTransaction } from '@/shared/db/index.server';
import { type AccountEvent, recordEvents } from '@/shared/events/index.server';
import type { AccountContext } from './AccountContext';

export type AccountChange = {
  role?: Role | undefined;
  isDisabled?: boolean | undefined;
  name?: string | undefined;
  /** Profiles whose files they see as a reviewer or lead; `null` for all. */
  reviewProfiles?: readonly string[] | null | undefined;
};

type Row = { id: string; name: string; role: string | null; is_disabled: boolean };

/**
 * Locks whoever is an administrator now, in one order, so that two who take the role from each other do it one after the
 * other, and the second finds out.
 */
async function lockAdmins(client: PoolClient): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>(
    `select "id" from auth."user" where "role" = 'admin' and "banned" is not true order by "id" for update`,
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Changes role, name or whether an account may be used, with its events, in one transaction. Somebody who is disabled has no
 * session afterwards. Nobody changes their own role or disables themselves, and the last administrator stays.
 */
export async function changeAccount(
  { pool, clock, actor, requestId }: AccountContext,
  id: string,
  change: AccountChange,
): Promise<void> {
  const name = change.name === undefined ? undefined : cleanName(change.name);
  const isOwn = actor.type === 'user' && actor.id === id;
  if (isOwn && (change.role !== undefined || change.isDisabled !== undefined))
    throw new PortalError('OWN_ACCOUNT', 'Ask another administrator to change your own role or access.');

  await inTransaction(pool, async (client) => {
    const admins = await lockAdmins(client);
    // Who lost the role while they asked is answered as anybody without it.
    if (actor.type === 'user' && !admins.has(actor.id))
      throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    const { rows } = await client.query<Row>(
      `select "id" as id, "name" as name, "role" as role, "banned" is true as is_disabled
       from auth."user" where "id" = $1 for update`,
      [id],
    );
    const found = rows[0];
    if (found === undefined) throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    const current = { name: found.name, role: roleOf(found.role), isDisabled: found.is_disabled };
    const next = {
      name: name ?? current.name,
      role: change.role ?? current.role,
      isDisabled: change.isDisabled ?? current.isDisabled,
    };
    const isLeaving = admins.has(id) && (next.role !== 'admin' || next.isDisabled);
    if (isLeaving && admins.size === 1)
      throw new PortalError('LAST_ADMIN', 'Make somebody else an administrator first.');

    const now = clock();
    const events: AccountEvent[] = [];
    const tell = (action: string, details: Record<string, string | number>) =>
      events.push({ at: now, actor, action, requestId, details: { account: id, ...details } });
    if (next.role !== current.role) tell('user.role_changed', { from: current.role, to: next.role });
    if (next.name !== current.name) tell('user.renamed', {});
    if (next.isDisabled !== current.isDisabled) {
      const ended = next.isDisabled ? await endAccess(client, id) : 0;
      tell(next.isDisabled ? 'user.disabled' : 'user.enabled', next.isDisabled ? { sessions: ended } : {});
    }
    if (change.reviewProfiles !== undefined) {
      const profiles = await setScope(client, { id, profiles: change.reviewProfiles, now, by: actor.id });
      if (profiles !== null) tell('user.scope_changed', { profiles });
    }
    if (events.length === 0) return;
    await client.query(
      `update auth."user" set "name" = $2, "role" = $3, "banned" = $4, "banReason" = null, "banExpires" = null,
         "updatedAt" = $5 where "id" = $1`,
      [id, next.name, next.role, next.isDisabled, now],
    );
    await recordEvents(pool, events, client);
  });
}

/** Answers what the scope is now, in words for the event; `null` when it was that already. */
async function setScope(
  client: PoolClient,
  { id, profiles, now, by }: { id: string; profiles: readonly string[] | null; now: Date; by: string },
): Promise<string | null> {
  if (profiles === null) {
    const removed = await client.query('delete from portal.review_scope where user_id = $1', [id]);
    return removed.rowCount === 0 ? null : 'all';
  }
  const sorted = [...new Set(profiles)].sort();
  const set = await client.query(
    `insert into portal.review_scope as s (user_id, profiles, updated_at, updated_by) values ($1, $2, $3, $4)
     on conflict (user_id) do update set profiles = $2, updated_at = $3, updated_by = $4 where s.profiles <> $2`,
    [id, sorted, now, by],
  );
  return set.rowCount === 0 ? null : sorted.join(' ');
}

/** Sessions and links that would open the account again. Answers how many sessions there were. */
async function endAccess(client: PoolClient, id: string): Promise<number> {
  await client.query('delete from auth."verification" where "value" = $1', [id]);
  const { rowCount } = await client.query('delete from auth."session" where "userId" = $1', [id]);
  return rowCount ?? 0;
}

/** One's own name. */
export async function renameOwnAccount(
  { pool, clock, actor, requestId }: AccountContext,
  name: string,
): Promise<string> {
  const cleaned = cleanName(name);
  const now = clock();
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      'update auth."user" set "name" = $2, "updatedAt" = $3 where "id" = $1 and "name" <> $2',
      [actor.id, cleaned, now],
    );
    if (rowCount === 0) return;
    const details = { account: actor.id };
    await recordEvents(pool, [{ at: now, actor, action: 'user.renamed', requestId, details }], client);
  });
  return cleaned;
}
