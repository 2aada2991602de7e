/**
 * Fills the tables of the library with files as years of use would: of every kind, age, size and review state, found by a search, some
 * flagged, some claimed. `heavyId` owns the first `heavyFiles` of them; the others are shared by `people` owners named
 * `seed-person-1` and so on. `pool` logs in as the owner of the tables, who alone may leave the triggers out. Runs once; a second call
 * with the same figures finds everything there.
 */
export async function seedFiles({ pool, files, people, heavyId, heavyFiles }) {
  const seeded = await pool.query("select count(*)::integer as n from valetkey.file where id like 'seed%'");
  if (seeded.rows[0].n >= files) return;
  const client = await pool.connect();
  try {
    await client.query('begin');
    // The triggers would do, row by row, what the statements below write at once.
    for (const table of ['file', 'upload'])
      await client.query(`alter table valetkey.${table} disable trigger user`);
    await client.query(
      `create temporary table seeded on commit drop as
       select n, 'seed' || translate(lpad(to_hex(n), 22, '0'), '0189', 'xyzw') as id,
         case when n <= $2::integer then $3 else 'seed-person-' || (1 + n % $4::integer) end as owner_id,
         (array['Contract', 'Report', 'Invoice', 'Minutes', 'Photo', 'Recording', 'Plan'])[1 + n % 7] || ' ' || n
           || (array['.pdf', '.xlsx', '.docx', '.png', '.mp4', '.csv', '.zip'])[1 + n % 7] as name,
         (array['application/pdf', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
           'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'image/png', 'video/mp4', 'text/csv',
           'application/zip'])[1 + n % 7] as content_type,
         (array['default', 'default', 'default', 'contracts', 'media'])[1 + n % 5] as profile,
         case when n % 1000 = 3 then array['wrong_total'] when n % 100 = 7 then array['encrypted'] else '{}' end as flags,
         ((n::bigint * 7919) % 90000000) + 1000 as size,
         case when n % 50 = 0 then 'quarantined' when n % 41 = 0 then 'rejected' else 'available' end as state,
         case when n % 50 = 0 or n % 41 = 0 then 'unreviewed'
           else (array['unreviewed', 'unreviewed', 'approved', 'approved', 'in_review', 'changes_requested', 'rejected'])
             [1 + n / 7 % 7]
         end as review,
         now() - make_interval(mins => n) as at
       from generate_series(1, $1::integer) n`,
      [files, heavyFiles, heavyId, people],
    );
    await client.query(
      `insert into valetkey.file
         (id, owner_id, name, last_version, current_version, created_at, updated_at, state, review, profile, content_type, size,
          flags)
       select id, owner_id, name, 1, 1, at, at, state, review, profile, content_type, size, flags from seeded
       on conflict do nothing`,
    );
    await client.query(
      `insert into valetkey.upload
         (id, file_id, version, owner_id, profile, name, content_type, declared_size, size, kind, state, review, object_key, etag,
          scan, reason_code, charged_used, charged_files, writable_until, expires_at, created_at, updated_at)
       select id, id, 1, owner_id, profile, name, content_type, size, size, 'post', state, review, 'files/' || id, '"seed"',
         'not_scanned', case when state = 'rejected' then 'TYPE_MISMATCH' end, 0, 0, at, at, at, at
       from seeded on conflict do nothing`,
    );
    // Ten people are at work, each with twenty files.
    await client.query(
      `insert into valetkey.review_claim (file_id, by_id, claimed_at, until)
       select id, 'seed-reviewer-' || (1 + place % 10), now(), now() + interval '1 day'
       from (select id, row_number() over (order by at) as place from seeded
             where review = 'in_review' and state = 'available') s
       where place <= 200
       on conflict do nothing`,
    );
    // The index of the search is made at once from all rows, which takes a fraction of row by row.
    const index = await client.query(
      "select pg_get_indexdef('valetkey.file_search_lexemes'::regclass) as definition",
    );
    await client.query('drop index valetkey.file_search_lexemes');
    await client.query(
      `insert into valetkey.file_search (file_id, place, lexemes)
       select f.id, p.place, valetkey.search_lexemes(f, p.place)
       from (select id, nextval('valetkey.file_search_place') as place from (select id from seeded order by at) s) p
       join valetkey.file f on f.id = p.id
       on conflict do nothing`,
    );
    await client.query(index.rows[0].definition);
    for (const table of ['file', 'upload'])
      await client.query(`alter table valetkey.${table} enable trigger user`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
  // Vacuumed, so that what is passed over in an index is passed over there alone.
  await pool.query(
    'vacuum analyze valetkey.file, valetkey.upload, valetkey.file_search, valetkey.review_claim',
  );
}
