import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUpload, mintId } from '../../test/addUpload.ts';
import { openTestDatabase, slowTestServers, type TestDatabase } from '../../test/postgresDatabase.ts';
import { type BulkOutcome, createReviewBoard, type ReviewBoard } from './index.ts';

const at = new Date(Date.UTC(2030, 0, 1));
const rita = { reviewer: { id: 'rita' }, requestId: 'r' };
const ravi = { reviewer: { id: 'ravi' }, requestId: 's' };

const codeOf = (outcome: BulkOutcome) => ('error' in outcome ? outcome.error.code : outcome.file.review);

describe.each(slowTestServers)('many reviews at once on $label', (server) => {
  let database: TestDatabase;
  let board: ReviewBoard;
  beforeAll(async () => {
    database = await openTestDatabase(server);
    board = createReviewBoard({ pool: database.app, clock: () => at });
  });
  afterAll(() => database?.close());

  const add = async (more: Partial<Parameters<typeof addUpload>[1]> = {}) =>
    (await addUpload(database.app, { ownerId: 'owner', at, ...more })).fileId;
  const addMany = (count: number) => Promise.all(Array.from({ length: count }, () => add()));

  it('decides about each as a call about it alone would, and loses nothing to what is refused', async () => {
    const good = await addMany(3);
    const own = await add({ ownerId: 'rita' });
    const held = await add({ state: 'quarantined' });
    const refused = await add({ state: 'rejected' });
    const newer = await add();
    await addUpload(database.app, { ownerId: 'owner', fileId: newer, at });
    const theirs = await add();
    await board.claim({ fileId: theirs, ...ravi });
    const decided = await add();
    await board.decide({ fileId: decided, version: 1, decision: 'approve', ...ravi });
    const ids = [good[0]!, own, held, good[1]!, refused, newer, theirs, decided, mintId(), 'no id', good[2]!];
    const outcomes = await board.bulk({
      action: 'decide',
      decision: 'approve',
      message: 'Thank you.',
      files: ids.map((fileId) => ({ fileId, version: 1 })),
      ...rita,
    });
    expect(outcomes.map(({ fileId }) => fileId)).toEqual(ids);
    expect(outcomes.map(codeOf)).toEqual([
      'approved',
      'OWN_FILE',
      'INVALID_STATE',
      'approved',
      'INVALID_STATE',
      'STALE',
      'CLAIMED',
      'INVALID_STATE',
      'NOT_FOUND',
      'NOT_FOUND',
      'approved',
    ]);
    const { rows } = await database.owner.query(
      "select file_id, message from valetkey.review_decision where by_id = 'rita'",
    );
    expect(rows).toHaveLength(3);
    expect(rows.every(({ message }) => message === 'Thank you.')).toBe(true);
    const events = await database.owner.query(
      "select action, count(*)::integer as n from valetkey.audit_event where actor_id = 'rita' and action like 'review.%' group by action order by action",
    );
    expect(events.rows).toEqual([
      { action: 'review.approved', n: 3 },
      { action: 'review.claimed', n: 3 },
    ]);
  });

  it('claims and releases', async () => {
    const ids = await addMany(120);
    const files = ids.map((fileId) => ({ fileId }));
    const claimed = await board.bulk({ action: 'claim', files, ...rita });
    expect(new Set(claimed.map(codeOf))).toEqual(new Set(['in_review']));
    expect(new Set((await board.bulk({ action: 'release', files, ...ravi })).map(codeOf))).toEqual(
      new Set(['CLAIMED']),
    );
    const released = await board.bulk({ action: 'release', files, ...rita });
    expect(new Set(released.map(codeOf))).toEqual(new Set(['unreviewed']));
  });

  it('gives them to one person, and says of each why not', async () => {
    const lea = { reviewer: { id: 'lea' }, requestId: 't' };
    const free = await addMany(2);
    const theirs = await add();
    await board.claim({ fileId: theirs, ...ravi });
    const own = await add({ ownerId: 'rita' });
    const beside = await add({ profile: 'media' });
    const ids = [free[0]!, theirs, own, beside, mintId(), free[1]!];
    const files = ids.map((fileId) => ({ fileId }));
    const assignee = { id: 'rita', scope: { profiles: ['default'] } };
    const assign = { action: 'assign', assignee, files, ...lea } as const;
    const wanted = ['in_review', 'CLAIMED', 'INVALID_STATE', 'INVALID_STATE', 'NOT_FOUND', 'in_review'];
    expect((await board.bulk(assign)).map(codeOf)).toEqual(wanted);
    const held = await board.list({ assignee: 'rita' });
    expect(held.files.map(({ id }) => id).sort()).toEqual([...free].sort());
    const again = await board.bulk({ ...assign, reason: 'Ravi is away' });
    expect(again.map(codeOf)).toEqual(wanted.with(1, 'in_review'));
    await expect(board.bulk({ ...assign, reason: 'x'.repeat(501) })).rejects.toMatchObject({
      code: 'INVALID_BODY',
    });
  });

  it('keeps them for legal reasons and lets go of them again', async () => {
    const lea = { reviewer: { id: 'lea' }, requestId: 't' };
    const [first, second] = (await addMany(2)) as [string, string];
    await board.placeHold({ fileId: first, reason: 'a lawsuit', ...lea });
    const files = [first, second, mintId()].map((fileId) => ({ fileId }));
    const change = (action: 'hold' | 'lift', reason = 'a lawsuit') =>
      board.bulk({ action, reason, files, ...lea });
    expect((await change('hold')).map(codeOf)).toEqual(['INVALID_STATE', 'unreviewed', 'NOT_FOUND']);
    const isHeld = async () =>
      (
        await database.owner.query('select is_legally_held as held from valetkey.file where id = any($1)', [
          [first, second],
        ])
      ).rows.map(({ held }) => held);
    expect(await isHeld()).toEqual([true, true]);
    for (const reason of ['', ' ', 'x'.repeat(501)])
      await expect(change('lift', reason)).rejects.toMatchObject({ code: 'INVALID_BODY' });
    expect((await change('lift')).map(codeOf)).toEqual(['unreviewed', 'unreviewed', 'NOT_FOUND']);
    expect(await isHeld()).toEqual([false, false]);
  });

  it('gives each of several who do it at once what the others did not get, and decides about none twice', async () => {
    const ids = await addMany(150);
    const files = ids.map((fileId) => ({ fileId, version: 1 }));
    const decide = { action: 'decide', decision: 'reject', reasonCode: 'OTHER' } as const;
    const all = await Promise.all([
      board.bulk({ ...decide, files, ...rita }),
      board.bulk({ ...decide, files: [...files].reverse(), ...ravi }),
      board.bulk({ ...decide, files, reviewer: { id: 'lea' }, requestId: 't' }),
    ]);
    const done = all.flat().filter((outcome) => 'file' in outcome);
    expect(done.map(({ fileId }) => fileId).sort()).toEqual([...ids].sort());
    const { rows } = await database.owner.query(
      'select count(*)::integer as n from valetkey.review_decision where file_id = any($1)',
      [ids],
    );
    expect(rows[0].n).toBe(150);
  });

  it('refuses too many, none, one twice, and what is no decision, before anything is done', async () => {
    const fileId = await add({ ownerId: 'olga' });
    const file = { fileId, version: 1 };
    const tooMany = Array.from({ length: 501 }, () => ({ fileId: mintId(), version: 1 }));
    for (const input of [
      { action: 'claim' as const, files: [] },
      { action: 'claim' as const, files: tooMany },
      { action: 'claim' as const, files: [file, file] },
      { action: 'decide' as const, decision: 'reject' as const, files: [file] },
      { action: 'decide' as const, decision: 'approve' as const, reasonCode: 'OTHER', files: [file] },
      { action: 'decide' as const, decision: 'approve' as const, files: [{ fileId }] },
    ])
      await expect(board.bulk({ ...input, ...rita })).rejects.toMatchObject({ code: 'INVALID_BODY' });
    expect((await board.list({ owner: 'olga', review: 'unreviewed' })).files.map(({ id }) => id)).toContain(
      fileId,
    );
  });

  it('decides about 500 within a bound that only a change of its nature breaks', async () => {
    const ids = await addMany(500);
    const started = performance.now();
    const outcomes = await board.bulk({
      action: 'decide',
      decision: 'approve',
      files: ids.map((fileId) => ({ fileId, version: 1 })),
      ...rita,
    });
    const seconds = (performance.now() - started) / 1_000;
    expect(outcomes.filter((outcome) => 'file' in outcome)).toHaveLength(500);
    console.log(`500 decisions in ${seconds.toFixed(2)} s`);
    // Two seconds on a quiet machine (bench/large); tests share theirs.
    expect(seconds).toBeLessThan(20);
  });
});
