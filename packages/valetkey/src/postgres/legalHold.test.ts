import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUpload, mintId } from '../../test/addUpload.ts';
import { openTestDatabase, type TestDatabase, testServers } from '../../test/postgresDatabase.ts';
import {
  createFileCatalogue,
  createPostgresRecords,
  createQuarantine,
  createReviewBoard,
  type FileCatalogue,
  type ReviewBoard,
} from './index.ts';

const lea = { id: 'lea' };
const requestId = 'r';

describe.each(testServers)('legal hold on $label', (server) => {
  let database: TestDatabase;
  let board: ReviewBoard;
  let catalogue: FileCatalogue;
  const now = new Date(Date.UTC(2030, 0, 1));
  beforeAll(async () => {
    database = await openTestDatabase(server);
    const options = { pool: database.app, clock: () => now, cursorSecret: 'secret' };
    board = createReviewBoard(options);
    catalogue = createFileCatalogue(options);
  });
  afterAll(() => database?.close());

  const add = (options: Partial<Parameters<typeof addUpload>[1]> = {}) =>
    addUpload(database.app, { ownerId: 'alice', at: now, ...options });
  const hold = (fileId: string) => board.placeHold({ fileId, reviewer: lea, requestId, reason: 'case 7' });
  const lift = (fileId: string) =>
    board.liftHold({ fileId, reviewer: lea, requestId, reason: 'case closed' });
  const codeOf = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'no error',
      (error) => error.code,
    );
  const remove = (fileId: string) => codeOf(catalogue.remove({ ownerId: 'alice', fileId, requestId }));
  const retire = (profile: string) =>
    createPostgresRecords({ pool: database.worker }).retire({
      profile,
      keptSince: now,
      limit: 100,
      event: (action, upload) => ({
        at: now,
        actor: { type: 'system', id: 'sweep' },
        action,
        fileId: upload.fileId,
        version: upload.version,
        purpose: 'retention',
        reason: null,
        requestId,
      }),
      now,
    });

  it('keeps a file from its owner, its profile and a decision about quarantine until it is lifted', async () => {
    const profile = mintId();
    const { fileId } = await add({ profile });
    const infected = await add({ profile, state: 'quarantined' });
    const quarantine = createQuarantine({ pool: database.app, clock: () => now });
    const refuse = () =>
      codeOf(quarantine.refuse({ id: infected.id, revision: 0, by: { id: 'ada' }, reason: 'no', requestId }));
    expect((await hold(fileId)).isLegallyHeld).toBe(true);
    await hold(infected.fileId);
    expect(await codeOf(hold(fileId))).toBe('INVALID_STATE');
    expect(await remove(fileId)).toBe('LEGAL_HOLD');
    expect(await retire(profile)).toBe(0);
    expect(await refuse()).toBe('LEGAL_HOLD');
    // A version that comes later is kept as well; the review goes on.
    await add({ fileId, profile });
    expect(await remove(fileId)).toBe('LEGAL_HOLD');
    await board.decide({ fileId, version: 2, decision: 'approve', reviewer: { id: 'rita' }, requestId });

    expect(await lift(fileId)).toMatchObject({
      isLegallyHeld: false,
      retainedFrom: expect.any(String),
      legalHold: null,
    });
    await lift(infected.fileId);
    expect(await codeOf(lift(fileId))).toBe('INVALID_STATE');
    expect(await refuse()).toBe('no error');
    expect(await retire(profile)).toBe(2);
  });

  it('tells the owner no name and no reason, and the team both', async () => {
    const { fileId } = await add();
    await hold(fileId);
    const told = await catalogue.remove({ ownerId: 'alice', fileId, requestId }).catch((error) => error);
    expect(`${told.message}${JSON.stringify(told)}`).not.toMatch(/lea|case 7/);
    expect(told.status).toBe(409);
    const own = await catalogue.get({ ownerId: 'alice', fileId });
    const history = await catalogue.history({ ownerId: 'alice', fileId });
    expect(JSON.stringify([own, history])).not.toMatch(/hold|lea|case 7/i);
    expect(own.retainedFrom).toBeNull();
    expect(await board.get({ fileId, reviewer: { id: 'alice' }, requestId })).toMatchObject({
      legalHold: null,
    });
    const { events, legalHold, retainedFrom } = await board.get({
      fileId,
      reviewer: { id: 'rita' },
      requestId,
    });
    expect({ legalHold, retainedFrom }).toEqual({
      legalHold: { by: { id: 'lea' }, at: now.toISOString() },
      retainedFrom: null,
    });
    expect(events).toContainEqual(
      expect.objectContaining({
        action: 'hold.placed',
        reason: 'case 7',
        actor: { type: 'user', id: 'lea' },
      }),
    );
  });

  it('is refused for own, unknown and unseen files and without a reason', async () => {
    const { fileId } = await add();
    const change = { fileId, reviewer: lea, requestId, reason: 'case' };
    for (const act of [board.placeHold, board.liftHold]) {
      expect(await codeOf(act({ ...change, reviewer: { id: 'alice' } }))).toBe('OWN_FILE');
      expect(await codeOf(act({ ...change, fileId: mintId() }))).toBe('NOT_FOUND');
      expect(await codeOf(act({ ...change, reviewer: { ...lea, scope: { profiles: [] } } }))).toBe(
        'NOT_FOUND',
      );
      expect(await codeOf(act({ ...change, reason: ' ' }))).toBe('INVALID_BODY');
    }
  });

  it('is the last word of the database, and of a hold and a deletion at once one wins', async () => {
    const { fileId, id } = await add();
    await hold(fileId);
    for (const [statement, values] of [
      ["update valetkey.upload set state = 'deleted' where id = $1", [id]],
      ['update valetkey.file set deleted_at = now() where id = $1', [fileId]],
    ] as const)
      expect(await codeOf(database.app.query(statement, [...values]))).toBe('VK003');

    for (let round = 0; round < 5; round += 1) {
      const one = await add();
      const [held, removed] = await Promise.all([codeOf(hold(one.fileId)), remove(one.fileId)]);
      expect([`${held} ${removed}`]).toEqual([
        held === 'no error' ? 'no error LEGAL_HOLD' : 'NOT_FOUND no error',
      ]);
    }
  });
});
