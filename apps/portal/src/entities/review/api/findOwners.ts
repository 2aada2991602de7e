import 'server-only';
import type { Pool } from 'pg';
import { ValetKeyError } from 'valetkey/protocol';
import type { ReviewOwner } from '../model/ReviewFile';

const maxLength = 200;
const maxOwners = 10;

/** People with files whose name or address has this part; nobody is shown who never handed anything in. */
export async function findOwners(pool: Pool, q: string): Promise<ReviewOwner[]> {
  if (q.length > maxLength || /\p{Cc}|\p{Cs}/u.test(q))
    throw new ValetKeyError('INVALID_QUERY', `q must be text of at most ${maxLength} characters.`);
  const { rows } = await pool.query<ReviewOwner>(
    `select u.id, u.name, u.email from auth."user" u
     where (strpos(lower(u.name), lower($1)) > 0 or strpos(u.email, lower($1)) > 0)
       and exists (
         select from valetkey.file f
         where f.owner_id = u.id and f.current_version is not null and f.deleted_at is null
       )
     order by lower(u.name), u.id limit $2`,
    [q.trim(), maxOwners],
  );
  return rows;
}
