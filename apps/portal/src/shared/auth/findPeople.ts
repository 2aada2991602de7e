import 'server-only';
import type { Pool } from 'pg';

/** So many people are taken for one word; of more the first by name. */
const maxPeople = 50;

/** Ids of people whose name or address has each of these words, in the order of the words. */
export async function findPeople(pool: Pool, words: readonly string[]): Promise<string[][]> {
  if (words.length === 0) return [];
  const { rows } = await pool.query<{ ids: string[] }>(
    `select array(
       select u.id from auth."user" u
       where strpos(lower(u.name), lower(w.word)) > 0 or strpos(u.email, lower(w.word)) > 0
       order by lower(u.name), u.id limit $2
     ) as ids
     from unnest($1::text[]) with ordinality w (word, place) order by w.place`,
    [words, maxPeople],
  );
  return rows.map(({ ids }) => ids);
}
