import 'server-only';
import type { Pool } from 'pg';
import type { Reviewer } from 'valetkey/postgres';
import { hasPermission, type Role } from './permissions';

/**
 * Somebody of the team as the review board knows them: it knows no roles, only what they may and what they see. Asked anew for every
 * request, so that a scope holds from the next one on. Administrators have none: who sets scopes could take their own away.
 */
export async function reviewerOf(
  pool: Pool,
  { userId, role }: { userId: string; role: Role },
): Promise<Reviewer> {
  const mayApproveSecond = hasPermission(role, 'review.second');
  if (hasPermission(role, 'review.everything')) return { id: userId, mayApproveSecond, scope: null };
  const { rows } = await pool.query<{ profiles: string[] }>(
    'select profiles from portal.review_scope where user_id = $1',
    [userId],
  );
  return { id: userId, mayApproveSecond, scope: rows[0] ?? null };
}
