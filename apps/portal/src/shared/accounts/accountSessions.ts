import 'server-only';
import type { Pool } from 'pg';
import { ValetKeyError } from 'valetkey/protocol';
import { absoluteSessionSeconds } from '@/shared/auth/index.server';
import { inTransaction } from '@/shared/db/index.server';
import { recordEvents } from '@/shared/events/index.server';
import type { AccountSession } from './Account';
import type { AccountContext } from './AccountContext';

type Row = {
  id: string;
  created_at: Date;
  updated_at: Date;
  expires_at: Date;
  ip_address: string | null;
  user_agent: string | null;
};

/** Where somebody is signed in now, newest use first. */
export async function listSessions(
  pool: Pick<Pool, 'query'>,
  { userId, currentSessionId, now }: { userId: string; currentSessionId: string | null; now: Date },
): Promise<AccountSession[]> {
  const { rows } = await pool.query<Row>(
    `select "id" as id, "createdAt" as created_at, "updatedAt" as updated_at, "expiresAt" as expires_at,
       "ipAddress" as ip_address, "userAgent" as user_agent
     from auth."session" where "userId" = $1 and "expiresAt" > $2 and "createdAt" > $3
     order by "updatedAt" desc, "id" limit 200`,
    [userId, now, new Date(now.getTime() - absoluteSessionSeconds * 1000)],
  );
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.updated_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    ipAddress: row.ip_address === '' ? null : row.ip_address,
    // What a browser calls itself is its own word; a screen needs no more of it.
    userAgent: row.user_agent?.slice(0, 300) || null,
    isCurrent: row.id === currentSessionId,
  }));
}

/**
 * Ends sessions: one, or all but `exceptSessionId`. The next request of each is nobody's.
 *
 * @returns how many there were
 * @throws {ValetKeyError} `NOT_FOUND` for an account or a session that is not there
 */
export async function revokeSessions(
  { pool, clock, actor, requestId }: AccountContext,
  {
    userId,
    sessionId,
    exceptSessionId = null,
  }: { userId: string; sessionId?: string; exceptSessionId?: string | null },
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const found = await client.query('select from auth."user" where "id" = $1 for update', [userId]);
    const { rowCount } = await client.query(
      `delete from auth."session" where "userId" = $1 and ($2::text is null or "id" = $2) and "id" is distinct from $3`,
      [userId, sessionId ?? null, exceptSessionId],
    );
    const revoked = rowCount ?? 0;
    if (found.rowCount === 0 || (sessionId !== undefined && revoked === 0))
      throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    if (revoked > 0) {
      const details = { account: userId, sessions: revoked };
      await recordEvents(
        pool,
        [{ at: clock(), actor, action: 'session.revoked', requestId, details }],
        client,
      );
    }
    return revoked;
  });
}
