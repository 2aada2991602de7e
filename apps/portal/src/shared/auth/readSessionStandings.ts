import 'server-only';
import type { Pool } from 'pg';
import { absoluteSessionSeconds } from './createAuth';
import { hasPermission, type Role, roleOf } from './permissions';

export type SessionStanding = {
  role: Role;
  /** A reviewer who sees some profiles only. */
  isScoped: boolean;
};

/** Who is behind sessions that still hold, by the rules of `getViewer`, for many at once; the others are missing. */
export async function readSessionStandings(
  pool: Pick<Pool, 'query'>,
  sessionIds: readonly string[],
  now: Date = new Date(),
): Promise<Map<string, SessionStanding>> {
  if (sessionIds.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; role: string | null; is_scoped: boolean }>(
    `select s."id", u."role", c.user_id is not null as is_scoped
     from auth."session" s join auth."user" u on u."id" = s."userId" left join portal.review_scope c on c.user_id = u."id"
     where s."id" = any($1) and s."expiresAt" > $2 and s."createdAt" > $3
       and (u."banned" is not true or u."banExpires" <= $2)`,
    [sessionIds, now, new Date(now.getTime() - absoluteSessionSeconds * 1000)],
  );
  return new Map(
    rows.map(({ id, role: stored, is_scoped: hasScope }) => {
      const role = roleOf(stored);
      return [id, { role, isScoped: hasScope && !hasPermission(role, 'review.everything') }];
    }),
  );
}
