import 'server-only';
import type { Pool } from 'pg';
import { permissions, type Role, roleOf } from './permissions';

/** Somebody who may review. */
export type Reviewer = { id: string; name: string; email: string; role: Role };

const maxReviewers = 200;

const columns = 'u."id" as id, u."name" as name, u."email" as email, u."role" as role';
const mayReview = 'u."role" = any($1) and u."banned" is not true';

/** Everybody who may review, by name; the first 200 of a team that is larger. */
export async function listReviewers(pool: Pool): Promise<Reviewer[]> {
  const { rows } = await pool.query<Reviewer>(
    `select ${columns} from auth."user" u where ${mayReview} order by lower(u."name"), u."id" limit $2`,
    [permissions['review.decide'], maxReviewers],
  );
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }));
}

/** Who is meant by an id or an address, if they may review. */
export async function findReviewer(pool: Pool, idOrEmail: string): Promise<Reviewer | null> {
  if (/\p{Cc}|\p{Cs}/u.test(idOrEmail)) return null;
  const { rows } = await pool.query<Reviewer>(
    `select ${columns} from auth."user" u where ${mayReview} and (u."id" = $2 or u."email" = lower($2)) limit 1`,
    [permissions['review.decide'], idOrEmail.trim()],
  );
  return rows[0] === undefined ? null : { ...rows[0], role: roleOf(rows[0].role) };
}

/** Those of these accounts who may review. */
export async function findReviewersById(pool: Pool, ids: readonly string[]): Promise<Reviewer[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<Reviewer>(
    `select ${columns} from auth."user" u where ${mayReview} and u."id" = any($2)`,
    [permissions['review.decide'], ids],
  );
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }));
}

/** Everybody who reviews files of a profile, by name; the first 200. */
export async function listReviewersOf(pool: Pool, profile: string): Promise<Reviewer[]> {
  const { rows } = await pool.query<Reviewer>(
    `select ${columns} from auth."user" u
     left join portal.review_scope s on s.user_id = u."id" and u."role" <> all($4)
     where ${mayReview} and (s.profiles is null or $3 = any(s.profiles))
     order by lower(u."name"), u."id" limit $2`,
    [permissions['review.decide'], maxReviewers, profile, permissions['review.everything']],
  );
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }));
}
