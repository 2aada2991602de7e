import 'server-only';
import type { Pool } from 'pg';
import type { Reviewer } from 'valetkey/postgres';
import { findReviewersById, reviewerOf } from '@/shared/auth/index.server';
import { mentionPattern } from '../model/mentionPattern';

/** One more than the board takes of one comment: it then says so. */
const maxLookedUp = 21;

/** Who of the team a comment means. What looks like a mention and is nobody's id stays text. */
export async function readMentions(pool: Pool, text: string): Promise<Reviewer[]> {
  const ids = new Set([...text.matchAll(mentionPattern)].map((match) => match[1] ?? ''));
  const found = await findReviewersById(pool, [...ids].slice(0, maxLookedUp));
  return Promise.all(found.map(({ id, role }) => reviewerOf(pool, { userId: id, role })));
}
