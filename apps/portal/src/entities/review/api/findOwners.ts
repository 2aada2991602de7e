import 'server-only';
import type { Pool } from 'pg';
import type { ReviewScope } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import type { ReviewOwner } from '../model/ReviewFile';

const maxLength = 200;
const maxOwners = 10;

/** People with files whose name or address has this part; nobody is shown who handed nothing in that the asking person sees. */
export async function findOwners(
  pool: Pool,
  { q, scope }: { q: string; scope: ReviewScope | null },
): Promise<ReviewOwner[]> {
  if (q.length > maxLength || /\p{Cc}|\p{Cs}/u.test(q))
    throw new ValetKeyError('INVALID_QUERY', `q must be text of at most ${maxLength} characters.`);
  const { rows } = await pool.query<ReviewOwner>(
    `select u.id, u.name, u.email from auth."user" u
     where (strpos(lower(u.name), lower($1)) > 0 or strpos(u.email, lower($1)) > 0)
       and exists (
         select from valetkey.file f
         where f.owner_id = u.id and f.current_version is not null and f.deleted_at is null
           and ($3::text[] is null or f.profile = any($3))
       )
     order by lower(u.name), u.id limit $2`,
    [q.trim(), maxOwners, scope?.profiles ?? null],
  );
  return rows;
}
