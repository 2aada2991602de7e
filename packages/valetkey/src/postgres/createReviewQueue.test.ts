import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUpload } from '../../test/addUpload.ts';
import { openTestDatabase, slowTestServers, type TestDatabase } from '../../test/postgresDatabase.ts';
import {
  createReviewBoard,
  type ReviewBoard,
  type ReviewFile,
  type ReviewQueueQuery,
  reviewSorts,
} from './index.ts';

const rita = { id: 'rita' };
const requestId = 'r';

describe.each(slowTestServers)('review queue on $label', (server) => {
  let database: TestDatabase;
  let board: ReviewBoard;
  const start = Date.UTC(2030, 0, 1);
  let now = new Date(start);
  const ids: string[] = [];

  /** Thirty documents: names, sizes and times that cross, three owners, three kinds, every tenth on hold. */
  beforeAll(async () => {
    database = await openTestDatabase(server);
    board = createReviewBoard({ pool: database.app, clock: () => now, cursorSecret: 'secret' });
    for (let index = 0; index < 30; index += 1) {
      const { fileId } = await addUpload(database.app, {
        ownerId: `owner-${index % 3}`,
        name: `${'zyx'[index % 3]}-${index % 7 === 0 ? '100%_\\' : 'report'}-${index}`,
        size: 1 + ((index * 7) % 10),
        contentType: ['text/plain', 'image/png', 'application/pdf'][index % 3]!,
        state: index % 10 === 9 ? 'quarantined' : 'available',
        at: new Date(start + Math.floor(index / 2) * 1_000),
      });
      ids.push(fileId);
    }
    await database.owner.query(
      `update valetkey.file set flags = case when id = any($1) then array['wrong_total'] else array['encrypted', 'not_scanned'] end
       where id = any($2)`,
      [ids.filter((_, index) => index % 4 === 0), ids.filter((_, index) => index % 2 === 0)],
    );
    await database.owner.query(
      "update valetkey.file set review_due_at = $2::timestamptz + length(name) * interval '1 minute' where id = any($1)",
      [ids.filter((_, index) => index % 4 === 0), new Date(start - 645_000)],
    );
    for (const fileId of [ids[5]!, ids[9]!])
      await board.placeHold({ fileId, reviewer: rita, requestId, reason: 'a case' });
    await addUpload(database.app, { ownerId: 'owner-0', name: 'refused', state: 'rejected', at: now });
    await addUpload(database.app, { ownerId: 'owner-0', name: 'unfinished', state: 'reserved', at: now });
    for (const fileId of ids.slice(0, 4)) await board.claim({ fileId, reviewer: rita, requestId });
    await board.decide({ fileId: ids[4]!, version: 1, decision: 'approve', reviewer: rita, requestId });
  });
  afterAll(() => database?.close());

  async function readAll(query: ReviewQueueQuery): Promise<ReviewFile[]> {
    const files: ReviewFile[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<ReviewBoard['list']>> = await board.list({ ...query, cursor, limit: 4 });
      files.push(...page.files);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return files;
  }

  const filters: [string, ReviewQueueQuery, (file: ReviewFile, index: number) => boolean][] = [
    ['everything', {}, () => true],
    ['one review state', { review: 'unreviewed' }, ({ review }) => review === 'unreviewed'],
    ['two', { review: 'in_review,approved' }, ({ review }) => review !== 'unreviewed'],
    ['a storage state', { state: 'quarantined' }, ({ state }) => state === 'quarantined'],
    ['the usual one', { state: 'available' }, ({ state }) => state === 'available'],
    ['an owner', { owner: 'owner-1' }, ({ owner }) => owner.id === 'owner-1'],
    ['a category', { category: 'image' }, ({ category }) => category === 'image'],
    [
      'two of them',
      { category: 'image,document', review: 'unreviewed' },
      ({ category, review }) => category !== 'text' && review === 'unreviewed',
    ],
    ['a size', { minSize: '3', maxSize: '5' }, ({ size }) => size !== null && size >= 3 && size <= 5],
    [
      'a stretch of time',
      { from: '2030-01-01T00:00:03Z', to: '2030-01-01T02:00:09+02:00' },
      ({ createdAt }) => createdAt >= '2030-01-01T00:00:03' && createdAt < '2030-01-01T00:00:09',
    ],
    ['a profile', { profile: 'default,other' }, ({ profile }) => profile === 'default'],
    [
      'a flag',
      { flag: 'wrong_total,encrypted' },
      ({ flags }) => flags.some((flag) => flag !== 'not_scanned'),
    ],
    ['what is under legal hold', { held: 'true' }, ({ isLegallyHeld }) => isLegallyHeld],
    [
      'what is overdue, and nothing that is decided',
      { due: 'overdue' },
      ({ dueAt, review }) => dueAt !== null && dueAt < new Date(start).toISOString() && review !== 'approved',
    ],
    [
      'what of two states is overdue',
      { due: 'overdue', review: 'unreviewed,approved', category: 'text,document' },
      ({ dueAt, review, category }) =>
        dueAt !== null &&
        dueAt < new Date(start).toISOString() &&
        review === 'unreviewed' &&
        category !== 'image',
    ],
    [
      'all of it at once',
      {
        flag: 'wrong_total',
        profile: 'default',
        minSize: '1',
        from: '2030-01-01',
        assignee: 'none',
        category: 'image,text',
      },
      ({ flags, claim, category }) =>
        flags.includes('wrong_total') && claim === null && category !== 'document',
    ],
    ["nobody's", { assignee: 'none' }, ({ claim }) => claim === null],
    ["somebody's", { assignee: 'rita' }, ({ claim }) => claim !== null],
    ['a name', { q: 'REPORT' }, ({ name }) => name.includes('report')],
    ['a name that looks like a pattern', { q: '0%_\\' }, ({ name }) => name.includes('%_\\')],
  ];

  it.each(filters)('finds %s in every order, each file once, by pages', async (_, query, fits) => {
    const everything = await readAll({});
    expect(everything.map(({ id }) => id).sort()).toEqual([...ids].sort());
    const wanted = everything.filter(fits);
    expect(wanted.length).toBeGreaterThan(0);
    if (query.q === undefined)
      expect(await board.count(query)).toEqual({ files: wanted.length, isMore: false });
    for (const sort of reviewSorts) {
      const found = await readAll({ ...query, sort });
      expect(found.map(({ id }) => id).sort(), sort).toEqual(wanted.map(({ id }) => id).sort());
      const column = sort.replace('-', '') as 'createdAt' | 'name' | 'size' | 'dueAt';
      const values = found.map((file) => (column === 'size' ? Number(file.size) : (file[column] ?? 'never')));
      const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect(values, sort).toEqual(sort.startsWith('-') ? sorted.reverse() : sorted);
    }
  });

  it('shows what did not pass its check to who asks for that, and a claim until it runs out', async () => {
    expect((await readAll({ state: 'rejected' })).map(({ name }) => name)).toEqual(['refused']);
    expect((await readAll({ state: 'available,rejected' })).map(({ name }) => name)).toContain('refused');
    const held = () => board.list({ assignee: 'rita' });
    expect((await held()).files).toHaveLength(4);
    const before = now;
    now = new Date(start + 3_600_000);
    expect((await held()).files).toEqual([]);
    now = before;
  });

  it('counts each state, and beyond a thousand only says that there are more', async () => {
    expect(await board.counts()).toEqual({
      unreviewed: 25,
      inReview: 4,
      awaitingSecond: 0,
      approved: 1,
      changesRequested: 0,
      rejected: 0,
    });
  });

  it('counts within a scope, and no search', async () => {
    expect(await board.count({ scope: { profiles: ['other'] } })).toEqual({ files: 0, isMore: false });
    await expect(board.count({ q: 'report' })).rejects.toMatchObject({ code: 'INVALID_QUERY' });
  });

  it('refuses what it does not know, and cursors of another question', async () => {
    const { nextCursor } = await board.list({ limit: 1 });
    for (const query of [
      { state: 'reserved' },
      { state: 'available,' },
      { review: 'toString' },
      { category: 'image,,text' },
      { sort: 'owner' },
      { sort: 'toString' },
      { limit: 0 },
      { limit: 101 },
      { q: 'x'.repeat(201) },
      { q: '\0' },
      { owner: '\ud800' },
      { profile: "a'b" },
      { profile: 'a,' },
      { flag: 'held' },
      { due: 'soon' },
      { held: 'false' },
      { minSize: '-1' },
      { maxSize: '1e3' },
      { from: 'yesterday' },
      { from: '2030-13-01' },
      { to: '2030-01-01T00:00:00' },
      { cursor: nextCursor, minSize: '1' },
      { cursor: 'x' },
      { cursor: nextCursor, sort: 'name' },
      { cursor: nextCursor, review: 'unreviewed' },
      { cursor: nextCursor, owner: 'owner-1' },
      { cursor: `${nextCursor}x` },
    ])
      await expect(board.list(query), JSON.stringify(query)).rejects.toMatchObject({ code: 'INVALID_QUERY' });
  });

  it('flags what is known of the current version', async () => {
    const add = (name: string, fileId?: string) =>
      addUpload(database.app, { ownerId: 'owner-f', name, at: now, ...(fileId !== undefined && { fileId }) });
    const flagsOf = async (flag?: string) =>
      (await board.list({ owner: 'owner-f', required: 'any', flag: flag ?? null })).files.map(
        ({ flags }) => flags,
      );
    const { id, fileId } = await add('figures.csv');
    await database.owner.query("update valetkey.upload set scan = 'not_scanned' where id = $1", [id]);
    expect(await flagsOf()).toEqual([['not_scanned']]);

    const client = await database.worker.connect();
    try {
      await client.query('begin');
      await client.query(
        `insert into valetkey.extraction (upload_id, kind, state, attempt_id, updated_at)
         values ($1, 'table', 'pending', 'a', now())`,
        [id],
      );
      await client.query(
        "update valetkey.extraction set state = 'available', attempt_id = null where upload_id = $1",
        [id],
      );
      await client.query("insert into valetkey.extracted_tables values ($1, 'csv', true)", [id]);
      await client.query("insert into valetkey.extracted_table values ($1, 1, null, 3, 1, '[]')", [id]);
      await client.query('insert into valetkey.extracted_table_total values ($1, 1, 3, 1, 5, 4)', [id]);
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await flagsOf('wrong_total')).toEqual([['wrong_total', 'not_scanned']]);
    await add('figures-2.csv', fileId);
    expect(await flagsOf()).toEqual([[]]);
    expect(await flagsOf('wrong_total')).toEqual([]);
  });

  it('reads each page from an index, at any depth', async () => {
    const many = 20_000;
    // Nobody searches for these.
    await database.owner.query('alter table valetkey.file disable trigger file_is_searched_from_insert');
    await database.owner.query(
      `insert into valetkey.file
         (id, owner_id, name, current_version, state, review, profile, content_type, size, created_at, updated_at, review_due_at)
       select translate(substr(md5(n::text) || md5('x' || n), 1, 26), '0189', 'ghij'), 'owner-' || n % 50,
         -- As names often do, these tell the kind: what is wanted is not spread evenly over their order.
         (array['picture ', 'paper ', 'table '])[1 + n % 3] || n, 1,
         case when n % 10 = 0 then 'quarantined' else 'available' end,
         (array['unreviewed', 'in_review', 'approved', 'approved'])[1 + n % 4], 'default',
         (array['image/png', 'application/pdf', 'text/csv'])[1 + n % 3], n % 5000,
         timestamptz '2031-01-01' + n * interval '1 second', now(),
         case when n % 5 < 2 then 'infinity' else timestamptz '2029-12-31' + n * interval '7 seconds' end
       from generate_series(1, ${many}) n`,
    );
    await database.owner.query('vacuum analyze valetkey.file');
    let asked: [text: string, values: unknown[]][] = [];
    const watched: TestDatabase['app'] = Object.create(database.app, {
      query: {
        value: (text: string, values: unknown[]) => {
          asked.push([text, values]);
          return database.app.query(text, values);
        },
      },
    });
    /** Of every statement since the last call. */
    const rowsReadSince = async () => {
      let sum = 0;
      for (const [text, values] of asked) {
        const { rows } = await database.app.query(`explain (analyze, format json) ${text}`, values);
        sum += rowsRead(rows[0]['QUERY PLAN'][0].Plan);
      }
      asked = [];
      return sum;
    };
    const watchedBoard = createReviewBoard({ pool: watched, clock: () => now, cursorSecret: 'secret' });
    // A limit's worth from each of six ends, or all that one owner has; never the table.
    const found = [
      {},
      { review: 'unreviewed' },
      { category: 'image' },
      { category: 'spreadsheet' },
      { state: 'quarantined' },
      { owner: 'owner-7' },
    ].map((query) => ({ query, most: 1_500 }));
    // Twice what may be passed over at each end: once to see how far that is, once to look.
    const passedOver = [
      { assignee: 'none' },
      { profile: 'default' },
      { due: 'overdue' },
      { due: 'overdue', review: 'in_review', category: 'image,spreadsheet' },
      { minSize: '1000', maxSize: '4000', from: '2031-01-01T01:00:00Z', category: 'image,spreadsheet' },
    ].map((query) => ({ query, most: 2 * 3 * 5_000 }));
    for (const sort of reviewSorts)
      for (const { query, most } of [...found, ...passedOver]) {
        let cursor: string | null = null;
        for (let page = 0; page < 3; page += 1) {
          const answer: Awaited<ReturnType<ReviewBoard['list']>> = await watchedBoard.list({
            ...query,
            sort,
            cursor,
            limit: 100,
          });
          const what = `${sort} ${JSON.stringify(query)}, page ${page + 1}`;
          expect(answer.files, what).toHaveLength(100);
          cursor = answer.nextCursor;
          expect(await rowsReadSince(), what).toBeLessThan(most);
        }
      }

    for (const [query, files] of [
      [{}, 1_000],
      [{ review: 'unreviewed', minSize: '1000' }, 1_000],
      [{ owner: 'owner-7', category: 'image' }, 133],
      [{ flag: 'encrypted' }, null],
    ] as const) {
      const count = await watchedBoard.count(query);
      const what = JSON.stringify(query);
      if (files !== null) expect(count, what).toEqual({ files, isMore: files === 1_000 });
      expect(await rowsReadSince(), what).toBeLessThan(6 * 10_000);
    }

    // Two of twenty thousand: each page stops where it has passed over its share, and the pages together find both.
    await database.owner.query(
      "update valetkey.file set flags = array['wrong_total'] where name in ('paper 1000', 'paper 19000')",
    );
    for (const sort of reviewSorts) {
      const names: string[] = [];
      let pages = 0;
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<ReviewBoard['list']>> = await watchedBoard.list({
          flag: 'wrong_total',
          from: '2030-12-31',
          sort,
          cursor,
        });
        expect(await rowsReadSince(), sort).toBeLessThan(2 * 3 * 5_000 + 1_500);
        names.push(...page.files.map(({ name }) => name));
        cursor = page.nextCursor;
        pages += 1;
      } while (cursor !== null);
      expect(names.sort(), sort).toEqual(['paper 1000', 'paper 19000']);
      expect(pages, sort).toBeGreaterThan(1);
    }

    // What is under legal hold is read from an index of its own, whatever the order.
    await database.owner.query(
      "update valetkey.file set is_legally_held = true where name in ('paper 1000', 'paper 19000')",
    );
    for (const sort of reviewSorts) {
      const page = await watchedBoard.list({ held: 'true', from: '2030-12-31', sort });
      expect(page.files.map(({ name }) => name).sort(), sort).toEqual(['paper 1000', 'paper 19000']);
      expect(page.nextCursor, sort).toBe(null);
      expect(await rowsReadSince(), sort).toBeLessThan(50);
    }
    expect(await watchedBoard.count({ held: 'true', from: '2030-12-31' })).toEqual({
      files: 2,
      isMore: false,
    });
    expect(await rowsReadSince()).toBeLessThan(50);
  });
});

type PlanNode = {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
};

/** Rows of `valetkey.file` that were looked at, those that did not fit included. */
function rowsRead(node: PlanNode): number {
  const own =
    node['Relation Name'] === 'file'
      ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      : 0;
  return own + (node.Plans ?? []).reduce((sum, child) => sum + rowsRead(child), 0);
}
