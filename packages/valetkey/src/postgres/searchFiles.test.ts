import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUpload } from '../../test/addUpload.ts';
import { openTestDatabase, slowTestServers, type TestDatabase } from '../../test/postgresDatabase.ts';
import type { ExtractedDocument } from '../server/ExtractionRecords.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import { createFileCatalogue, createPostgresRecords, createReviewBoard, type ReviewBoard } from './index.ts';

const at = new Date(Date.UTC(2030, 0, 1));
const textFile = { contentType: 'application/pdf' };

describe.each(slowTestServers)('search in the review queue on $label', (server) => {
  let database: TestDatabase;
  let board: ReviewBoard;

  beforeAll(async () => {
    database = await openTestDatabase(server);
    const people = [
      { id: 'owner-a', about: 'amélie o’neil amelie@example.com' },
      { id: "owner-'b", about: 'bob bob@example.com' },
    ];
    board = createReviewBoard({
      pool: database.app,
      clock: () => at,
      findPeople: async (words) =>
        words.map((word) => people.filter(({ about }) => about.includes(word)).map(({ id }) => id)),
    });
  });
  afterAll(() => database?.close());

  const add = (name: string, more: Partial<Parameters<typeof addUpload>[1]> = {}) =>
    addUpload(database.app, { ownerId: 'owner', name, at, ...more });

  const madeEvent: NewAuditEvent = {
    at,
    actor: { type: 'system', id: 'worker' },
    action: 'extraction.made',
    fileId: null,
    version: null,
    purpose: null,
    reason: null,
    requestId: 'r',
  };

  async function read(uploadId: string, fields: Partial<ExtractedDocument>): Promise<void> {
    const records = createPostgresRecords({ pool: database.worker });
    const attemptId = `attempt-${uploadId}`;
    await records.beginExtraction({ uploadId, attemptId, kind: 'document', now: at });
    await records.finishExtraction({
      uploadId,
      attemptId,
      result: {
        kind: 'document',
        pageCount: 1,
        slideCount: null,
        wordCount: null,
        hasMacros: false,
        title: null,
        author: null,
        createdAt: null,
        changedAt: null,
        text: '',
        isComplete: true,
        ...fields,
      },
      event: madeEvent,
      now: at,
    });
  }

  const find = async (q: string) =>
    (await board.list({ q, required: 'any', sort: 'name' })).files.map(({ name }) => name);

  it('finds any part of a name, whatever is in it', async () => {
    const names = [
      'Quarterly-Zahlen Q3.pdf',
      "it's 100%_\\ 'quoted' & | ! ( ) : * <-> .txt",
      'Ünïcödé Straße.docx',
      're\u0301sume\u0301.pdf',
      '契約書 最終版.pdf',
      '😀 smile.png',
      '\u202Egnp.exe',
    ];
    for (const name of names) await add(name);
    const questions: [string, string][] = [
      ['zahlen', names[0]!],
      ['RTERLY-ZAH', names[0]!],
      ['Q3', names[0]!],
      ['q3 quart', names[0]!],
      ['%_\\', names[1]!],
      ["'quoted'", names[1]!],
      ['<->', names[1]!],
      ['*', names[1]!],
      ['STRASSE', ''],
      // Letters beyond ASCII are the same in both cases where the locale of the database says so.
      ['Ünïc', names[2]!],
      ['traße', names[2]!],
      ['résumé', names[3]!],
      ['契', names[4]!],
      ['約書', names[4]!],
      ['😀', names[5]!],
      ['\u202Egnp', names[6]!],
    ];
    for (const [q, name] of questions) expect(await find(q), q).toEqual(name === '' ? [] : [name]);
    // Parts of three that are all there, and not next to each other.
    await add('abcd bcde.txt');
    expect(await find('abcde')).toEqual([]);
    expect(await find('abcd')).toEqual(['abcd bcde.txt']);
  });

  it('takes whatever is typed for words, never for an expression', async () => {
    for (const q of [
      "'",
      "''",
      '\\',
      "a' | 'b",
      ':*',
      '!',
      '((((',
      '" or 1=1 --',
      "'; drop table",
      '\u00b4',
      '   ',
      'x '.repeat(100),
    ])
      await expect(board.list({ q }), q).resolves.toBeDefined();
  });

  it('finds owners by what the application knows of them, also together with other words', async () => {
    await add('amelies-lease.pdf', { ownerId: 'owner-a' });
    await add('amelies-photo.png', { ownerId: 'owner-a' });
    await add("bob's lease.pdf", { ownerId: "owner-'b" });
    expect(await find('o’neil')).toEqual(['amelies-lease.pdf', 'amelies-photo.png']);
    expect(await find('bob@example.com')).toEqual(["bob's lease.pdf"]);
    expect(await find('example.com lease')).toEqual(['amelies-lease.pdf', "bob's lease.pdf"]);
  });

  it('finds words of what was read out of the current version, from the commit on', async () => {
    const first = await add('scan-0001.pdf', textFile);
    await read(first.id, {
      text: 'The tenant, Mrs. Kowalski, pays 1.250,00 a month.',
      author: 'Notary Office',
    });
    for (const q of ['kowalski', 'tenant month', 'notary', '250,00', 'scan-0001 kowalski'])
      expect(await find(q), q).toEqual(['scan-0001.pdf']);
    expect(await find('kowal')).toEqual([]);
    // Regression: the k was dropped, and the rest found in the text.
    expect(await find('kowalski-k')).toEqual([]);
    await add('scan-0002.pdf', { ...textFile, fileId: first.fileId });
    expect(await find('kowalski')).toEqual([]);
    expect(await find('scan-0002')).toEqual(['scan-0002.pdf']);
    expect(await find('scan-0001')).toEqual([]);
  });

  it('finds words of texts', async () => {
    const { id: uploadId } = await add('readme', textFile);
    const attemptId = `attempt-${uploadId}`;
    const records = createPostgresRecords({ pool: database.worker });
    await records.beginExtraction({ uploadId, attemptId, kind: 'text', now: at });
    await records.finishExtraction({
      uploadId,
      attemptId,
      result: {
        kind: 'text',
        encoding: 'utf-8',
        hasByteOrderMark: false,
        lineEnding: 'lf',
        lineCount: 2,
        wordCount: 4,
        characterCount: 30,
        longestLine: 20,
        hiddenCount: 0,
        turningCount: 0,
        isCounted: true,
        text: '# Handover\n- the Bösendorfer keys',
        isComplete: true,
      },
      event: madeEvent,
      now: at,
    });
    expect(await find('bösendorfer handover')).toEqual(['readme']);
    await records.removeExtraction({ uploadId });
    expect(await find('bösendorfer')).toEqual([]);
  });

  it('takes the longest text that is kept, in any script', async () => {
    const { id } = await add('long.pdf', textFile);
    const characters = Array.from({ length: 499_990 }, (_, index) =>
      index % 45 === 44 ? ' ' : String.fromCodePoint(0x20000 + ((index * 31) % 20_000)),
    );
    await read(id, { text: `${characters.slice(0, 480_000).join('')} endword` });
    expect(await find('long.pdf')).toEqual(['long.pdf']);
  });

  it('follows a new name and the trash', async () => {
    const { fileId } = await add('before.pdf');
    const catalogue = createFileCatalogue({ pool: database.app, clock: () => at });
    const change = { fileId, ownerId: 'owner', requestId: 'r' };
    await catalogue.rename({ ...change, name: 'after.pdf' });
    expect(await find('before')).toEqual([]);
    expect(await find('after.pdf')).toEqual(['after.pdf']);
    await catalogue.remove(change);
    expect(await find('after.pdf')).toEqual([]);
    await catalogue.restore(change);
    expect(await find('after.pdf')).toEqual(['after.pdf']);
  });

  it('looks at the newest thousand that match and says so, at a cost that does not grow with what matches', async () => {
    const many = 10_000;
    await database.owner.query(
      `insert into valetkey.file (id, owner_id, name, current_version, state, review, content_type, size, created_at, updated_at)
       select translate(substr(md5(n::text) || md5('x' || n), 1, 26), '0189', 'ghij'), 'owner-' || n % 50,
         case when n % 1000 = 0 then 'needle ' else 'common ' end || n, 1, 'available', 'unreviewed', 'image/png', n,
         timestamptz '2031-01-01' + n * interval '1 second', now()
       from generate_series(1, ${many}) n`,
    );
    await database.owner.query('vacuum analyze valetkey.file, valetkey.file_search');
    const common = await board.list({ q: 'common', sort: 'createdAt', limit: 100 });
    expect(common.isSearchCapped).toBe(true);
    // The thousandth from the end; every thousandth is a needle.
    expect(common.files[0]?.name).toBe(`common ${many - 1_001}`);
    const needles = await board.list({ q: 'needle', limit: 100 });
    expect(needles).toMatchObject({ isSearchCapped: false, nextCursor: null });
    expect(needles.files).toHaveLength(10);
    expect((await board.list({ q: 'common 4321' })).files.map(({ name }) => name)).toEqual(['common 4321']);

    // What the function looks at is in no plan of the statement that calls it; what it read is counted by the server.
    const client = await database.owner.connect();
    try {
      const rowsRead = async () => {
        await client.query('select pg_stat_clear_snapshot(), pg_stat_force_next_flush()');
        const { rows } = await client.query(
          `select (seq_tup_read + idx_tup_fetch)::integer as n from pg_stat_user_tables where relid = 'valetkey.file_search'::regclass`,
        );
        return rows[0].n as number;
      };
      const before = await rowsRead();
      await client.query(
        "select count(*) from valetkey.search_files(valetkey.search_query('common', '{}'), 1001)",
      );
      // One block and what of the next one is there, of ten thousand.
      expect((await rowsRead()) - before).toBeLessThan(4_200);
    } finally {
      client.release();
    }
  });

  it('looks at the newest thousand of what somebody sees, however many newer ones match beside their scope', async () => {
    await database.owner.query(
      `insert into valetkey.file
         (id, owner_id, name, current_version, state, review, profile, content_type, size, created_at, updated_at)
       select translate(substr(md5('s' || n), 1, 26), '0189', 'ghij'), 'owner', 'scoped ' || n, 1, 'available', 'unreviewed',
         case when n <= 5 then 'contracts' when n <= 9 then 'it''s \\ odd' else 'media' end, 'image/png', n,
         timestamptz '2032-01-01' + n * interval '1 second', now()
       from generate_series(1, 1500) n`,
    );
    const seen = async (profiles: string[], q = 'scoped') => {
      const { files, isSearchCapped } = await board.list({ q, scope: { profiles }, limit: 100 });
      return { names: files.map(({ name }) => name).sort(), isSearchCapped };
    };
    const few = Array.from({ length: 5 }, (_, index) => `scoped ${index + 1}`);
    expect(await seen(['contracts'])).toEqual({ names: few, isSearchCapped: false });
    expect((await seen(['contracts', "it's \\ odd"])).names).toHaveLength(9);
    expect(await seen(['media'])).toMatchObject({ isSearchCapped: true });
    expect(await seen(['nobody'])).toEqual({ names: [], isSearchCapped: false });
    expect(await seen([])).toEqual({ names: [], isSearchCapped: false });
    // What asks for nothing finds nothing, and not the whole scope.
    expect(await seen(['contracts'], '\u0301')).toEqual(await seen([], '\u0301'));
  });
});
