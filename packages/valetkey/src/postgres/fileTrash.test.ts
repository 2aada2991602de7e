import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addFile, mintId } from '../../test/addFile.ts';
import { openTestDatabase, slowTestServers, type TestDatabase } from '../../test/postgresDatabase.ts';
import {
  createFileCatalogue,
  createPostgresRecords,
  createReviewBoard,
  type FileCatalogue,
} from './index.ts';

describe.each(slowTestServers)('trash, history and usage on $label', (server) => {
  let database: TestDatabase;
  let catalogue: FileCatalogue;
  const hour = 3_600_000;
  let now = new Date(Date.UTC(2030, 0, 1));
  beforeAll(async () => {
    database = await openTestDatabase(server);
    catalogue = createFileCatalogue({ pool: database.app, clock: () => now, cursorSecret: 'secret' });
  });
  afterAll(() => database?.close());

  const later = (milliseconds: number) => {
    now = new Date(now.getTime() + milliseconds);
  };
  const change = (ownerId: string, fileId: string) => ({ ownerId, fileId, requestId: mintId() });
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no error',
      (error) => error.code,
    );
  const trashOf = async (ownerId: string) =>
    (await catalogue.list({ ownerId, isTrash: true })).files.map(({ id }) => id);
  const told = async (ownerId: string, fileId: string) =>
    (await catalogue.history({ ownerId, fileId })).map(({ action, version }) => `${action} ${version}`);
  const event = (action: string) => (upload: { ownerId: string; fileId: string; version: number }) => ({
    at: now,
    actor: { type: 'system', id: 'valetkey' } as const,
    action,
    fileId: upload.fileId,
    version: upload.version,
    purpose: 'retention',
    reason: null,
    requestId: mintId(),
  });
  const retire = (profile: string, keptSince = now) =>
    createPostgresRecords({ pool: database.worker }).retire({
      profile,
      keptSince,
      limit: 100,
      event: (action, upload) => event(action)(upload),
      now,
    });

  it('ends a file from the trash, for its owner only, and gives its room back', async () => {
    const ownerId = mintId();
    const { fileId, id } = await addFile(database.app, { ownerId, at: now, size: 7 });
    await addFile(database.app, { ownerId, fileId, at: now, size: 8 });
    expect(await codeOf(catalogue.purge(change(ownerId, fileId)))).toBe('NOT_FOUND');
    later(1_000);
    await catalogue.remove(change(ownerId, fileId));
    expect((await catalogue.list({ ownerId, isTrash: true })).files[0]?.deletedAt).toBe(now.toISOString());
    expect(await codeOf(catalogue.purge(change(mintId(), fileId)))).toBe('NOT_FOUND');
    expect((await catalogue.usage(ownerId)).bytesUsed).toBe(15);

    await catalogue.purge(change(ownerId, fileId));
    expect(await trashOf(ownerId)).toEqual([]);
    expect(await catalogue.usage(ownerId)).toEqual({
      bytesUsed: 0,
      bytesReserved: 0,
      files: 0,
      profiles: [{ profile: 'default', bytesUsed: 0, bytesReserved: 0, files: 0 }],
    });
    for (const call of [
      catalogue.purge,
      catalogue.restore,
      catalogue.history,
      catalogue.get,
      catalogue.remove,
    ]) {
      expect(await codeOf(call(change(ownerId, fileId)))).toBe('NOT_FOUND');
    }
    const { rows } = await database.app.query(
      'select action, version from valetkey.audit_event where file_id = $1 order by seq desc limit 2',
      [fileId],
    );
    expect(rows.map((row) => `${row.action} ${row.version}`).sort()).toEqual([
      'file.purged 1',
      'file.purged 2',
    ]);
    const records = createPostgresRecords({ pool: database.app });
    expect((await records.find({ uploadIds: [id] }))[0]?.objectKey).toMatch(/^files\//);
  });

  it('does not let a file be purged and restored at once', async () => {
    const ownerId = mintId();
    for (let round = 0; round < 5; round += 1) {
      const { fileId } = await addFile(database.app, { ownerId, at: now });
      await catalogue.remove(change(ownerId, fileId));
      const calls = Array.from({ length: 10 }, (_, index) =>
        codeOf(
          index % 2 === 0
            ? catalogue.purge(change(ownerId, fileId))
            : catalogue.restore(change(ownerId, fileId)),
        ),
      );
      const codes = await Promise.all(calls);
      expect(codes.filter((code) => code === 'no error').length, codes.join()).toBe(1);
    }
  });

  it('ends a version that a late transfer brought back while the file was in the trash', async () => {
    const ownerId = mintId();
    const records = createPostgresRecords({ pool: database.app });
    const { fileId } = await addFile(database.app, { ownerId, at: now });
    const late = await addFile(database.app, { ownerId, fileId, state: 'reserved', at: now });
    const move = (to: 'expired' | 'uploaded' | 'verifying' | 'available') =>
      records.transition({
        id: late.id,
        from: ['reserved', 'expired', 'uploaded', 'verifying'],
        to,
        patch: to === 'uploaded' ? { size: 5, objectKey: `files/${mintId()}` } : {},
        event: event(`file.${to}`)(late),
        now,
      });
    await move('expired');
    await catalogue.remove(change(ownerId, fileId));
    await move('uploaded');
    expect(await codeOf(catalogue.purge(change(ownerId, fileId)))).toBe('INVALID_STATE');
    await move('verifying');
    await move('available');
    expect(await trashOf(ownerId)).toEqual([fileId]);
    await catalogue.purge(change(ownerId, fileId));
    expect(await trashOf(ownerId)).toEqual([]);
    expect((await catalogue.usage(ownerId)).bytesUsed).toBe(0);
  });

  it('retires by profile, leaves what is under review, and lets a restored file stay', async () => {
    const ownerId = mintId();
    const profile = mintId();
    const plain = await addFile(database.app, { ownerId, profile, at: now });
    const reviewed: string[] = [];
    for (const review of ['in_review', 'awaiting_second', 'approved']) {
      const isSecondApprovalRequired = review === 'awaiting_second';
      const { fileId } = await addFile(database.app, { ownerId, profile, at: now, isSecondApprovalRequired });
      for (const step of review === 'in_review' ? [review] : ['in_review', review]) {
        await database.owner.query('update valetkey.upload set review = $2 where file_id = $1', [
          fileId,
          step,
        ]);
      }
      reviewed.push(fileId);
    }
    const renewed = await addFile(database.app, { ownerId, profile, at: now });
    await addFile(database.app, { ownerId, profile, fileId: renewed.fileId, state: 'reserved', at: now });
    later(24 * hour);
    expect(await retire(profile)).toBe(2);
    expect((await trashOf(ownerId)).sort()).toEqual([plain.fileId, reviewed[2]].sort());
    expect(await told(ownerId, plain.fileId)).toEqual(['deleted 1', 'available 1', 'uploaded 1']);
    expect((await catalogue.history({ ownerId, fileId: plain.fileId }))[0]?.isAutomatic).toBe(true);

    await catalogue.restore(change(ownerId, plain.fileId));
    expect(await retire(profile, new Date(now.getTime() - 1))).toBe(0);
    later(1);
    expect(await retire(profile, new Date(now.getTime() - 1))).toBe(1);
  });

  it('keeps a file from the decision about it on, and not from the first of two', async () => {
    const [ownerId, profile] = [mintId(), mintId()];
    const board = createReviewBoard({ pool: database.app, clock: () => now, cursorSecret: 'secret' });
    const { fileId } = await addFile(database.app, {
      ...{ ownerId, profile, at: now, isSecondApprovalRequired: true },
    });
    const from = async () => (await catalogue.get({ ownerId, fileId })).retainedFrom;
    const decide = (id: string, decision: 'approve' | 'request_changes', more = {}) =>
      board.decide({
        ...{ fileId, version: 1, decision, reviewer: { id, mayApproveSecond: true }, requestId: 'r' },
        ...more,
      });
    const arrived = now;
    expect(await from()).toBe(arrived.toISOString());
    later(24 * hour);
    await decide('rita', 'approve');
    expect(await from()).toBe(arrived.toISOString());
    // Waiting for the second one, it stays.
    expect(await retire(profile, now)).toBe(0);
    later(24 * hour);
    await decide('lea', 'approve');
    const decided = now;
    expect(await from()).toBe(decided.toISOString());
    later(hour);
    expect(await retire(profile, new Date(decided.getTime() - 1))).toBe(0);
    await board.reopen({ fileId, reviewer: { id: 'lea' }, requestId: 'r', reason: 'again' });
    expect(await retire(profile, now)).toBe(0);
    await decide('lea', 'request_changes', { reasonCode: 'NOT_SIGNED' });
    expect(await from()).toBe(now.toISOString());
    expect(await retire(profile, new Date(now.getTime() - 1))).toBe(0);
    expect(await retire(profile, now)).toBe(1);
    const trashed = (await catalogue.list({ ownerId, isTrash: true })).files;
    expect(trashed).toMatchObject([{ id: fileId, retainedFrom: null }]);
  });

  it('tells the owner what became of a file, and nothing of who looked at it', async () => {
    const ownerId = mintId();
    const { fileId } = await addFile(database.app, { ownerId, at: now });
    const write = (action: string, version: number, actor = 'rita') =>
      database.app.query(
        `insert into valetkey.audit_event (id, at, actor_type, actor_id, action, file_id, version, request_id)
         values ($1, $2, 'user', $3, $4, $5, $6, 'r')`,
        [mintId(), now, actor, action, fileId, version],
      );
    for (const action of [
      'file.viewed',
      'review.claimed',
      'review.commented',
      'review.released',
      'review.claimed',
    ]) {
      await write(action, 1, action === 'review.claimed' ? 'ravi' : 'rita');
    }
    await write('url.signed', 1);
    await write('review.changes_requested', 1);
    await addFile(database.app, { ownerId, fileId, state: 'rejected', at: now });
    await addFile(database.app, { ownerId, fileId, at: now });
    await write('review.approved', 3);
    await catalogue.rename({ ...change(ownerId, fileId), name: 'b.txt' });
    await catalogue.remove(change(ownerId, fileId));
    await catalogue.restore(change(ownerId, fileId));
    expect(await told(ownerId, fileId)).toEqual([
      'restored 3',
      'deleted 3',
      'renamed 3',
      'approved 3',
      'available 3',
      'new_version 3',
      'rejected 2',
      'changes_requested 1',
      'review_started 1',
      'available 1',
      'uploaded 1',
    ]);
    const text = JSON.stringify(await catalogue.history({ ownerId, fileId }));
    expect(text).not.toMatch(/rita|ravi|viewed|signed|comment/);
    for (const id of [mintId(), '\0', "' or 1=1 --"]) {
      expect(await codeOf(catalogue.history({ ownerId, fileId: id }))).toBe('NOT_FOUND');
    }
    expect(await codeOf(catalogue.history({ ownerId: mintId(), fileId }))).toBe('NOT_FOUND');
  });

  it('counts what is held by profile, the same as added up from the versions', async () => {
    const ownerId = mintId();
    await addFile(database.app, { ownerId, profile: 'tax', size: 10, at: now });
    const gone = await addFile(database.app, { ownerId, profile: 'tax', size: 20, at: now });
    await addFile(database.app, { ownerId, profile: 'photos', size: 40, state: 'reserved', at: now });
    await addFile(database.app, { ownerId, profile: 'photos', size: 80, state: 'rejected', at: now });
    await catalogue.remove(change(ownerId, gone.fileId));
    expect(await catalogue.usage(ownerId)).toEqual({
      bytesUsed: 30,
      bytesReserved: 40,
      files: 3,
      profiles: [
        { profile: 'photos', bytesUsed: 0, bytesReserved: 40, files: 1 },
        { profile: 'tax', bytesUsed: 30, bytesReserved: 0, files: 2 },
      ],
    });
    expect((await catalogue.usage(mintId())).files).toBe(0);
  });
});
