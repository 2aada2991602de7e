import 'server-only';
import type { Pool } from 'pg';

/** How a person is shown to the team. */
export type Person = { id: string; name: string; email: string };

/** People by id; those whose account is gone are missing. */
export async function readPeople(pool: Pool, ids: Iterable<string>): Promise<Map<string, Person>> {
  const wanted = [...new Set(ids)].filter((id) => !id.includes('\0'));
  if (wanted.length === 0) return new Map();
  const { rows } = await pool.query<Person>('select id, name, email from auth."user" where id = any($1)', [
    wanted,
  ]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The id behind an e-mail address; anything else is taken for an id. */
export async function resolvePerson(pool: Pool, idOrEmail: string | null): Promise<string | null> {
  if (idOrEmail === null || !idOrEmail.includes('@') || idOrEmail.includes('\0')) return idOrEmail;
  const { rows } = await pool.query<{ id: string }>('select id from auth."user" where email = lower($1)', [
    idOrEmail.trim(),
  ]);
  return rows[0]?.id ?? idOrEmail;
}
