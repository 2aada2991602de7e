import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addFile, mintId } from '../../test/addFile.ts';
import { openTestDatabase, slowTestServers, type TestDatabase } from '../../test/postgresDatabase.ts';
import { catalogueSorts, createFileCatalogue, type FileCatalogue, fileCategories } from './index.ts';

describe.each(slowTestServers)('lists of the catalogue on $label', (server) => {
  let database: TestDatabase;
  let catalogue: FileCatalogue;
  const start = Date.UTC(2030, 0, 1);
  const at = (minutes: number) => new Date(start + minutes * 60_000);
  beforeAll(async () => {
    database = await openTestDatabase(server);
    catalogue = createFileCatalogue({ pool: database.app, clock: () => at(60), cursorSecret: 'secret' });
  });
  afterAll(() => database?.close());

  type Query = Parameters<FileCatalogue['list']>[0];
  const names = async (query: Query) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await catalogue.list({ ...query, cursor });
      seen.push(...page.files.map((file) => file.name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return seen;
  };
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no error',
      (error) => error.code,
    );

  it('narrows by kind, state and review, in every order, without gaps or repeats', async () => {
    const ownerId = mintId();
    const kinds = ['image/png', 'video/mp4', 'application/pdf', 'text/csv'];
    const all: { name: string; type: string; state: string }[] = [];
    for (let index = 0; index < 24; index += 1) {
      const type = kinds[index % 4]!;
      const state = index % 3 === 0 ? 'rejected' : 'available';
      const name = `file ${String.fromCharCode(97 + ((index * 7) % 24))}`;
      all.push({ name, type, state });
      await addFile(database.app, {
        ownerId,
        name,
        contentType: type,
        state,
        size: 1 + (index % 5),
        at: at(index >> 2),
      });
    }
    const wanted = (pick: (file: (typeof all)[number]) => boolean) =>
      all
        .filter(pick)
        .map(({ name }) => name)
        .sort();
    for (const sort of catalogueSorts) {
      for (const limit of [1, 5, 100]) {
        const list = (filters: Partial<Query>) => names({ ownerId, sort, limit, ...filters });
        expect((await list({})).sort()).toEqual(wanted(() => true));
        expect((await list({ category: 'image,spreadsheet' })).sort()).toEqual(
          wanted(({ type }) => type === 'image/png' || type === 'text/csv'),
        );
        expect((await list({ state: 'rejected', category: 'video' })).sort()).toEqual(
          wanted(({ type, state }) => type === 'video/mp4' && state === 'rejected'),
        );
        expect(await list({ review: 'approved' })).toEqual([]);
        expect((await list({ review: 'unreviewed,approved', q: 'FILE' })).length).toBe(24);
        const [up, down] = [sort.replace('-', ''), `-${sort.replace('-', '')}`];
        expect(await names({ ownerId, sort: up, limit })).toEqual(
          (await names({ ownerId, sort: down, limit })).reverse(),
        );
      }
    }
    const sizes = (await catalogue.list({ ownerId, sort: '-size' })).files.map(({ size }) => size ?? 0);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('refuses words that it does not know, and a cursor of another filter', async () => {
    const ownerId = mintId();
    for (const name of ['a', 'b']) await addFile(database.app, { ownerId, name, at: at(0) });
    const { nextCursor: cursor } = await catalogue.list({ ownerId, limit: 1, category: 'text' });
    for (const query of [
      { category: '' },
      { category: 'text,' },
      { category: '__proto__' },
      { category: "text' or 1=1" },
      { category: 'text,'.repeat(2_000) },
      { state: 'ready' },
      { state: 'available, rejected' },
      { review: '\0' },
      { cursor },
      { cursor, category: 'image' },
      { cursor, category: 'text', isTrash: true },
      { cursor, category: 'text', state: 'available' },
    ]) {
      expect(await codeOf(catalogue.list({ ownerId, ...query })), JSON.stringify(query)).toBe(
        'INVALID_QUERY',
      );
    }
    expect((await catalogue.list({ ownerId, limit: 1, category: 'text', cursor })).files.length).toBe(1);
  });

  it('pages in order of times that are finer than a millisecond', async () => {
    const ownerId = mintId();
    for (let index = 0; index < 6; index += 1) {
      const { fileId } = await addFile(database.app, { ownerId, name: `n${index}`, at: at(0) });
      await database.owner.query(
        "update valetkey.file set updated_at = $2::timestamptz + $3::integer * interval '1 microsecond' where id = $1",
        [fileId, at(0), index],
      );
    }
    expect(await names({ ownerId, sort: '-updatedAt', limit: 1 })).toEqual([
      'n5',
      'n4',
      'n3',
      'n2',
      'n1',
      'n0',
    ]);
  });

  it('finds characters that are special elsewhere as themselves', async () => {
    const ownerId = mintId();
    for (const name of ['100%', 'a_b', 'back\\slash', 'a.b', 'plain'])
      await addFile(database.app, { ownerId, name, at: at(0) });
    for (const [q, found] of [
      ['%', ['100%']],
      ['_', ['a_b']],
      ['\\', ['back\\slash']],
      ['a.b', ['a.b']],
      ['.*', []],
      ['LAI', ['plain']],
    ] as const) {
      expect(await names({ ownerId, q }), q).toEqual(found);
    }
  });

  it('shows folder, kind and profile of the current version, and no more than its newest versions', async () => {
    const ownerId = mintId();
    const first = await addFile(database.app, {
      ownerId,
      name: 'a.csv',
      path: 'old',
      contentType: 'text/csv',
      at: at(0),
    });
    for (let version = 2; version <= 14; version += 1) {
      await addFile(database.app, {
        ownerId,
        fileId: first.fileId,
        name: 'a.xlsx',
        path: 'taxes/2029',
        profile: 'tax',
        isReviewRequired: false,
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        state: version === 2 ? 'available' : 'reserved',
        at: at(version),
      });
    }
    const [file] = (await catalogue.list({ ownerId })).files;
    expect(file).toMatchObject({
      path: 'taxes/2029',
      category: 'spreadsheet',
      profile: 'tax',
      isReviewRequired: false,
      deletedAt: null,
      version: 2,
      state: 'available',
    });
    expect(file?.versions.map(({ version }) => version)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 2]);
    const details = await catalogue.get({ ownerId, fileId: first.fileId });
    expect(details.versions.length).toBe(14);
    expect(details.versions.at(-1)?.path).toBe('old');
  });

  it('names the kinds that the database makes', async () => {
    const { rows } = await database.owner.query<{ definition: string }>(
      "select pg_get_functiondef('valetkey.file_category(text)'::regprocedure) as definition",
    );
    const made = [...(rows[0]?.definition ?? '').matchAll(/(?:then|else) '([a-z]+)'/g)].map(
      (match) => match[1],
    );
    expect(new Set(made)).toEqual(new Set(fileCategories));
  });

  it('reads a late page and a rare kind from the index alone', async () => {
    const ownerId = mintId();
    await database.owner.query(
      `insert into valetkey.file (id, owner_id, name, current_version, state, review, profile, content_type, size,
         created_at, updated_at)
       select translate(lpad(to_hex(i), 26, '0'), '0189', 'ghij'), $1, 'file ' || i, 1, 'available', 'unreviewed', 'default',
         case when i % 10000 = 0 then 'video/mp4' else 'text/plain' end, i,
         $2::timestamptz + i * interval '1 second', $2::timestamptz + i * interval '1 second'
       from generate_series(1, 30000) i`,
      [ownerId, at(0)],
    );
    await database.owner.query('analyze valetkey.file');
    for (const [column, value] of [
      ['f.created_at', "'2030-01-01T05:00:00Z'::timestamptz"],
      ['f.updated_at', "'2030-01-01T05:00:00Z'::timestamptz"],
      ['(lower(f.name) collate "C")', "'file 2'"],
      ['(coalesce(f.size, 0))', '15000'],
    ]) {
      const { rows } = await database.owner.query<{ 'QUERY PLAN': string }>(
        `explain (analyze, costs off, timing off, summary off) select f.id from valetkey.file f
         where f.owner_id = '${ownerId}' and f.place = 'files' and f.category = any('{text}')
           and (${column}, f.id) < (${value}, 'm') order by ${column} desc, f.id desc limit 51`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan, plan).not.toMatch(/Sort|Seq Scan/);
      expect(plan, plan).toMatch(/Index/);
    }
  });
});
