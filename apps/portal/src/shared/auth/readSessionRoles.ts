import 'server-only';
import type { Pool } from 'pg';
import { absoluteSessionSeconds } from './createAuth';
import { type Role, roleOf } from './permissions';

/** The roles behind sessions that still hold, by the rules of `getViewer`, for many at once; the others are missing. */
export async function readSessionRoles(
  pool: Pick<Pool, 'query'>,
  sessionIds: readonly string[],
  now: Date = new Date(),
): Promise<Map<string, Role>> {
  if (sessionIds.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; role: string | null }>(
    `select s."id", u."role" from auth."session" s join auth."user" u on u."id" = s."userId"
     where s."id" = any($1) and s."expiresAt" > $2 and s."createdAt" > $3
       and (u."banned" is not true or u."banExpires" <= $2)`,
    [sessionIds, now, new Date(now.getTime() - absoluteSessionSeconds * 1000)],
  );
  return new Map(rows.map(({ id, role }) => [id, roleOf(role)]));
}
