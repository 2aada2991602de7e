import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase, testServers } from '../../test/postgresDatabase.ts';
import type { StorageState } from '../protocol/index.ts';
import type { NewAuditEvent, UploadRecord } from '../server/Records.ts';
import { createFileCatalogue, createPostgresRecords, type FileCatalogue } from './index.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
function mintId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => alphabet[byte & 31]).join('');
}

describe.each(testServers)('file catalogue on $label', (server) => {
  let database: TestDatabase;
  let catalogue: FileCatalogue;
  let now = new Date(Date.UTC(2030, 0, 1));
  beforeAll(async () => {
    database = await openTestDatabase(server);
    catalogue = createFileCatalogue({ pool: database.app, clock: () => now, cursorSecret: 'secret' });
  });
  afterAll(() => database?.close());

  const eventOf =
    (action: string) =>
    (upload: UploadRecord): NewAuditEvent => ({
      at: now,
      actor: { type: 'user', id: upload.ownerId },
      action,
      fileId: upload.fileId,
      version: upload.version,
      purpose: null,
      reason: null,
      requestId: 'r',
    });

  async function add(
    ownerId: string,
    name: string,
    options: { state?: StorageState; fileId?: string; minutes?: number } = {},
  ): Promise<UploadRecord> {
    const { state = 'available', fileId, minutes = 0 } = options;
    const records = createPostgresRecords({ pool: database.app });
    const at = new Date(now.getTime() + minutes * 60_000);
    const { uploads } = await records.reserve({
      ownerId,
      uploads: [
        {
          id: mintId(),
          fileId: fileId ?? mintId(),
          ownerId,
          profile: 'default',
          name,
          path: null,
          contentType: 'text/plain',
          declaredSize: 5,
          checksumSha256: null,
          fingerprint: null,
          kind: 'put',
          incomingKey: `incoming/${mintId()}`,
          objectKey: null,
          partSize: null,
          writableUntil: at,
          expiresAt: at,
          reservedBytes: 5,
          isNewVersion: fileId !== undefined,
        },
      ],
      idempotency: null,
      quota: null,
      event: eventOf('upload.reserved'),
      now: at,
    });
    const [upload] = uploads;
    if (upload === undefined) throw new Error('nothing reserved');
    const path: StorageState[] =
      state === 'reserved'
        ? []
        : state === 'rejected'
          ? ['rejected']
          : ['uploaded', 'verifying', 'available'];
    for (const to of state === 'uploaded' ? (['uploaded'] as const) : path) {
      await records.transition({
        id: upload.id,
        from: ['reserved', 'uploaded', 'verifying'],
        to,
        patch: to === 'rejected' ? { reasonCode: 'TYPE_MISMATCH' } : { size: 5, scan: 'not_scanned' },
        event: eventOf(`file.${to}`)(upload),
        now: at,
      });
    }
    return upload;
  }

  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no error',
      (error) => error.code,
    );
  const names = async (query: Parameters<FileCatalogue['list']>[0]) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await catalogue.list({ ...query, cursor });
      seen.push(...page.files.map((file) => file.name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return seen;
  };

  it('lists own files, newest first, in pages without gaps or repeats', async () => {
    const owner = mintId();
    for (let index = 0; index < 7; index += 1) await add(owner, `file ${index}`, { minutes: index >> 1 });
    await add(mintId(), 'foreign');
    await add(owner, 'unfinished', { state: 'reserved' });
    for (const limit of [1, 2, 3, 7, 100]) {
      const seen = await names({ ownerId: owner, limit });
      expect(seen[0]).toBe('file 6');
      expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => `file ${index}`));
      expect(await names({ ownerId: owner, limit, sort: 'createdAt' })).toEqual([...seen].reverse());
    }
  });

  it('sorts by name and searches in any case, with nothing of the search being special', async () => {
    const owner = mintId();
    for (const name of ['b.pdf', 'A.pdf', 'Übung_1.txt', '100%.csv', 'c.PDF']) await add(owner, name);
    expect(await names({ ownerId: owner, sort: 'name', limit: 2 })).toEqual([
      '100%.csv',
      'A.pdf',
      'b.pdf',
      'c.PDF',
      'Übung_1.txt',
    ]);
    expect((await names({ ownerId: owner, sort: '-name', limit: 2 })).at(0)).toBe('Übung_1.txt');
    expect(await names({ ownerId: owner, sort: 'name', q: 'PDF', limit: 1 })).toEqual([
      'A.pdf',
      'b.pdf',
      'c.PDF',
    ]);
    expect(await names({ ownerId: owner, q: '%' })).toEqual(['100%.csv']);
    expect(await names({ ownerId: owner, q: '_' })).toEqual(['Übung_1.txt']);
    expect(await names({ ownerId: owner, q: "' or 1=1 --" })).toEqual([]);
  });

  it('refuses a query that is not one of the contract', async () => {
    const owner = mintId();
    await add(owner, 'a');
    await add(owner, 'b');
    const { nextCursor } = await catalogue.list({ ownerId: owner, limit: 1 });
    if (nextCursor === null) throw new Error('no cursor');
    const foreign = mintId();
    await add(foreign, 'c');
    const flipped = `${nextCursor.slice(0, 3)}${nextCursor[3] === 'A' ? 'B' : 'A'}${nextCursor.slice(4)}`;
    for (const query of [
      { limit: 0 },
      { limit: 101 },
      { limit: 1.5 },
      { limit: Number.NaN },
      { sort: 'owner_id' },
      { sort: '__proto__' },
      { sort: 'created_at; drop table x' },
      { q: 'x'.repeat(201) },
      { q: '\0' },
      { q: '\ud800' },
      { cursor: '' },
      { cursor: 'x' },
      { cursor: 'a.b.c' },
      { cursor: '\0'.repeat(5_000) },
      { cursor: flipped },
      { cursor: nextCursor, sort: 'name' },
      { cursor: nextCursor, q: 'a' },
      { cursor: nextCursor, ownerId: foreign },
    ]) {
      expect(await codeOf(catalogue.list({ ownerId: owner, ...query })), JSON.stringify(query)).toBe(
        'INVALID_QUERY',
      );
    }
  });

  it('shows one file with its versions, and only to its owner', async () => {
    const owner = mintId();
    const first = await add(owner, 'one.txt');
    await add(owner, 'two.txt', { fileId: first.fileId, state: 'rejected' });
    await add(owner, 'three.txt', { fileId: first.fileId, state: 'reserved' });
    const file = await catalogue.get({ ownerId: owner, fileId: first.fileId });
    expect(file).toEqual({
      id: first.fileId,
      name: 'two.txt',
      size: 5,
      contentType: 'text/plain',
      path: null,
      category: 'text',
      profile: 'default',
      isReviewRequired: true,
      deletedAt: null,
      state: 'rejected',
      review: 'unreviewed',
      scan: null,
      version: 2,
      versions: [
        expect.objectContaining({ version: 3, state: 'reserved', rejection: null }),
        expect.objectContaining({ version: 2, state: 'rejected' }),
        expect.objectContaining({ version: 1, state: 'available', name: 'one.txt', scan: 'not_scanned' }),
      ],
      derivatives: [],
      rejection: { code: 'TYPE_MISMATCH', message: 'The content is not of the declared type' },
      outcome: null,
      checksumSha256: null,
      metadata: null,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
      retainedFrom: now.toISOString(),
    });
    expect(JSON.stringify(file)).not.toMatch(/incoming\/|files\/|etag/i);
    for (const [ownerId, fileId] of [
      [mintId(), first.fileId],
      [owner, mintId()],
      [owner, '\0'],
      [owner, first.id],
    ] as const) {
      const change = { ownerId, fileId, requestId: 'r' };
      expect(await codeOf(catalogue.get(change))).toBe('NOT_FOUND');
      expect(await codeOf(catalogue.rename({ ...change, name: 'x' }))).toBe('NOT_FOUND');
      expect(await codeOf(catalogue.remove(change))).toBe('NOT_FOUND');
      expect(await codeOf(catalogue.restore(change))).toBe('NOT_FOUND');
    }
  });

  const actionsOf = async (fileId: string) =>
    (
      await database.app.query(
        'select action, version from valetkey.audit_event where file_id = $1 order by seq',
        [fileId],
      )
    ).rows.map((row) => `${row.action} ${row.version}`);

  it('renames a file and its versions, with an event', async () => {
    const owner = mintId();
    const { fileId, id } = await add(owner, 'old.txt');
    const change = { ownerId: owner, fileId, requestId: 'r' };
    const renamed = await catalogue.rename({ ...change, name: 'Neu 🙂.txt' });
    expect(renamed.name).toBe('Neu 🙂.txt');
    expect(renamed.versions[0]?.name).toBe('Neu 🙂.txt');
    const records = createPostgresRecords({ pool: database.app });
    expect((await records.find({ uploadIds: [id] }))[0]?.name).toBe('Neu 🙂.txt');
    expect((await actionsOf(fileId)).at(-1)).toBe('file.renamed 1');
    for (const name of ['', 'x'.repeat(256), 'a\nb', '\0']) {
      expect(await codeOf(catalogue.rename({ ...change, name }))).toBe('INVALID_FILENAME');
    }
  });

  it('puts a file into the trash and takes it back, with an event for each version', async () => {
    const owner = mintId();
    const { fileId } = await add(owner, 'a.txt');
    await add(owner, 'b.txt', { fileId, state: 'rejected' });
    await add(owner, 'c.txt', { fileId, state: 'reserved' });
    const change = { ownerId: owner, fileId, requestId: 'r' };
    const quota = async () =>
      (
        await database.app.query(
          'select bytes_used, bytes_reserved from valetkey.quota where owner_id = $1',
          [owner],
        )
      ).rows[0];
    expect(await quota()).toEqual({ bytes_used: '5', bytes_reserved: '5' });

    await catalogue.remove(change);
    expect(await codeOf(catalogue.get(change))).toBe('NOT_FOUND');
    expect(await names({ ownerId: owner })).toEqual([]);
    expect(await names({ ownerId: owner, isTrash: true })).toEqual(['b.txt']);
    expect((await actionsOf(fileId)).slice(-3).sort()).toEqual([
      'file.deleted 1',
      'file.deleted 2',
      'upload.aborted 3',
    ]);
    expect(await quota()).toEqual({ bytes_used: '5', bytes_reserved: '0' });
    expect(await codeOf(catalogue.remove(change))).toBe('NOT_FOUND');
    expect(await codeOf(add(owner, 'd.txt', { fileId }))).toBe('NOT_FOUND');

    now = new Date(now.getTime() + 1_000);
    const restored = await catalogue.restore(change);
    expect(restored.versions.map((version) => version.state)).toEqual(['aborted', 'rejected', 'available']);
    expect(restored.updatedAt).toBe(now.toISOString());
    expect(await names({ ownerId: owner })).toEqual(['b.txt']);
    expect((await actionsOf(fileId)).slice(-2).sort()).toEqual(['file.restored 1', 'file.restored 2']);
    expect(await codeOf(catalogue.restore(change))).toBe('NOT_FOUND');
  });

  it('does not delete what is being checked', async () => {
    const owner = mintId();
    const { fileId } = await add(owner, 'a.txt', { state: 'uploaded' });
    const before = await actionsOf(fileId);
    expect(await codeOf(catalogue.remove({ ownerId: owner, fileId, requestId: 'r' }))).toBe('INVALID_STATE');
    expect(await actionsOf(fileId)).toEqual(before);
    expect((await catalogue.get({ ownerId: owner, fileId })).state).toBe('uploaded');
  });

  it('survives owners who do everything at once', async () => {
    const owner = mintId();
    const { fileId } = await add(owner, 'a.txt');
    const change = { ownerId: owner, fileId, requestId: 'r' };
    const codes = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        codeOf(
          [
            () => catalogue.remove(change),
            () => catalogue.restore(change),
            () => catalogue.rename({ ...change, name: `n${index}` }),
            () => add(owner, `v${index}`, { fileId, state: 'reserved' }),
          ][index % 4]?.() ?? Promise.resolve(),
        ),
      ),
    );
    expect(codes.filter((code) => code !== 'no error' && code !== 'NOT_FOUND')).toEqual([]);
  });
});
