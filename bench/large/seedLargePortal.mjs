import { seedFiles } from '../seedFiles.mjs';

/**
 * Fills a portal with files as years of use would: accounts, files of every kind, age, size and review state. One account
 * (`heavyEmail`, which must exist) holds `heavyFiles` of them, the others share the rest. Runs once; a second call with the same
 * figures finds everything there.
 */
export async function seedLargePortal({ pool, files, people, heavyEmail, heavyFiles }) {
  const found = await pool.query('select id from auth."user" where email = $1', [heavyEmail]);
  const heavyId = found.rows[0]?.id;
  if (heavyId === undefined) throw new Error(`there is no account ${heavyEmail}`);
  await pool.query(
    `insert into auth."user" (id, name, email, "emailVerified", "updatedAt", role)
     select 'seed-person-' || n, 'Person ' || n, 'person' || n || '@example.com', true, now(), 'user'
     from generate_series(1, $1::integer) n on conflict do nothing`,
    [people],
  );
  await seedFiles({ pool, files, people, heavyId, heavyFiles });
}
