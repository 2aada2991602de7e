import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AddUploadOptions, addUpload } from '../../test/addUpload.ts';
import { openTestDatabase, slowTestServers, type TestDatabase } from '../../test/postgresDatabase.ts';
import {
  createFileCatalogue,
  createPostgresRecords,
  createReviewBoard,
  type FileCatalogue,
  type ReviewBoard,
  type Reviewer,
} from './index.ts';

const rita = { id: 'rita' };
const ravi = { id: 'ravi' };
const requestId = 'r';

describe.each(slowTestServers)('review board on $label', (server) => {
  let database: TestDatabase;
  let board: ReviewBoard;
  let catalogue: FileCatalogue;
  let now = new Date(Date.UTC(2030, 0, 1));
  const pass = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000);
  };
  beforeAll(async () => {
    database = await openTestDatabase(server);
    const clock = () => now;
    board = createReviewBoard({ pool: database.app, clock, cursorSecret: 'secret' });
    catalogue = createFileCatalogue({ pool: database.app, clock, cursorSecret: 'secret' });
  });
  afterAll(() => database?.close());

  const add = (options: Partial<AddUploadOptions> = {}) =>
    addUpload(database.app, { ownerId: 'alice', at: now, ...options });
  const actionsOf = async (fileId: string) => {
    const { rows } = await database.app.query(
      "select action from valetkey.audit_event where file_id = $1 and action ~ '^(review|file\\.viewed)' order by seq",
      [fileId],
    );
    return rows.map((row) => row.action);
  };

  it('takes, decides and tells the owner the outcome without the reviewer', async () => {
    const { fileId } = await add();
    const claimed = await board.claim({ fileId, reviewer: rita, requestId });
    expect(claimed).toMatchObject({ review: 'in_review', claim: { by: rita } });
    expect(Date.parse(claimed.claim?.until ?? '') - now.getTime()).toBe(30 * 60_000);
    const detail = await board.decide({
      fileId,
      version: 1,
      decision: 'request_changes',
      reasonCode: 'NOT_SIGNED',
      message: ' Please sign page 3. ',
      note: 'second time this month',
      reviewer: rita,
      requestId,
    });
    expect(detail).toMatchObject({
      review: 'changes_requested',
      claim: null,
      decisions: [
        {
          version: 1,
          by: rita,
          decision: 'request_changes',
          reasonCode: 'NOT_SIGNED',
          message: 'Please sign page 3.',
        },
      ],
      versions: [{ version: 1, decision: { note: 'second time this month' } }],
    });
    const own = await catalogue.get({ ownerId: 'alice', fileId });
    expect(own).toMatchObject({
      review: 'changes_requested',
      outcome: { decision: 'request_changes', reasonCode: 'NOT_SIGNED', message: 'Please sign page 3.' },
    });
    const listed = await catalogue.list({ ownerId: 'alice' });
    expect(listed.files.find((file) => file.id === fileId)?.outcome).toEqual(own.outcome);
    expect(JSON.stringify([own, listed])).not.toMatch(/rita|second time/);
    expect(await actionsOf(fileId)).toEqual(['review.claimed', 'review.changes_requested']);
    const { rows } = await database.app.query('select details from valetkey.audit_event where file_id = $1', [
      fileId,
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/sign page|second time/);
  });

  it('writes down who looked, and shows the newest events', async () => {
    const { fileId } = await add();
    const detail = await board.get({ fileId, reviewer: rita, requestId: 'look' });
    expect(detail.events[0]).toMatchObject({
      action: 'file.viewed',
      actor: { type: 'user', id: 'rita' },
      file: fileId,
      version: 1,
      requestId: 'look',
      sealed: false,
    });
    expect(detail.reasonCodes).toContainEqual({ code: 'NOT_SIGNED', label: 'A signature is missing' });
  });

  it("holds a claim against others until it runs out, renews one's own, and lets it be taken over", async () => {
    const { fileId } = await add();
    await board.claim({ fileId, reviewer: rita, requestId });
    await expect(board.claim({ fileId, reviewer: ravi, requestId })).rejects.toMatchObject({
      code: 'CLAIMED',
    });
    await expect(board.release({ fileId, reviewer: ravi, requestId })).rejects.toMatchObject({
      code: 'CLAIMED',
    });
    await expect(
      board.decide({ fileId, version: 1, decision: 'approve', reviewer: ravi, requestId }),
    ).rejects.toMatchObject({ code: 'CLAIMED' });
    pass(20);
    const renewed = await board.claim({ fileId, reviewer: rita, requestId });
    expect(Date.parse(renewed.claim?.until ?? '') - now.getTime()).toBe(30 * 60_000);
    await expect(board.takeOver({ fileId, reason: '  ', reviewer: ravi, requestId })).rejects.toMatchObject({
      code: 'INVALID_BODY',
    });
    const taken = await board.takeOver({ fileId, reason: 'Rita is ill', reviewer: ravi, requestId });
    expect(taken.claim?.by).toEqual(ravi);
    expect(taken.events[0]).toMatchObject({
      action: 'review.taken_over',
      reason: 'Rita is ill',
      details: { from: 'rita' },
    });
    pass(30);
    expect((await board.list({ assignee: 'ravi' })).files).toEqual([]);
    expect((await board.claim({ fileId, reviewer: rita, requestId })).claim?.by).toEqual(rita);
    const released = await board.release({ fileId, reviewer: rita, requestId });
    expect(released).toMatchObject({ review: 'unreviewed', claim: null });
  });

  it('lets nobody review their own file, and shows them no more than its owner sees', async () => {
    const { fileId } = await add({ ownerId: 'rita' });
    const change = { fileId, reviewer: rita, requestId };
    const reason = 'because';
    for (const act of [
      () => board.claim(change),
      () => board.takeOver({ ...change, reason }),
      () => board.decide({ ...change, version: 1, decision: 'approve' }),
      () => board.comment({ ...change, text: 'mine' }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'OWN_FILE', status: 403 });
    await board.comment({ fileId, text: 'about Rita', reviewer: ravi, requestId });
    await board.decide({
      fileId,
      version: 1,
      decision: 'reject',
      reasonCode: 'OTHER',
      note: 'careless',
      reviewer: ravi,
      requestId,
    });
    await expect(board.reopen({ ...change, reason })).rejects.toMatchObject({ code: 'OWN_FILE' });
    const own = await board.get(change);
    expect(own).toMatchObject({ review: 'rejected', decisions: [], comments: [], events: [], claim: null });
    expect(JSON.stringify(own)).not.toMatch(/ravi|careless|about Rita/);
  });

  it('decides about the version that was looked at, and starts again with the next one', async () => {
    const { fileId } = await add({ name: 'contract.txt' });
    await board.decide({
      fileId,
      version: 1,
      decision: 'reject',
      reasonCode: 'OUTDATED',
      reviewer: rita,
      requestId,
    });
    await board.reopen({ fileId, reason: 'wrong file', reviewer: ravi, requestId });
    await add({ fileId });
    const after = await board.get({ fileId, reviewer: rita, requestId });
    expect(after).toMatchObject({ version: 2, review: 'unreviewed', claim: null });
    expect(after.versions.map(({ version, review }) => [version, review])).toEqual([
      [2, 'unreviewed'],
      [1, 'in_review'],
    ]);
    expect((await catalogue.get({ ownerId: 'alice', fileId })).outcome).toBe(null);
    await expect(
      board.decide({ fileId, version: 1, decision: 'approve', reviewer: ravi, requestId }),
    ).rejects.toMatchObject({ code: 'STALE', status: 409 });
    // Nobody held the new version, so a decision takes it by itself.
    const done = await board.decide({ fileId, version: 2, decision: 'approve', reviewer: ravi, requestId });
    expect(done.review).toBe('approved');
    expect(done.decisions.map(({ version }) => version)).toEqual([2, 1]);
  });

  it('gives a document to somebody for a day, and away from a third person only with a reason', async () => {
    const { fileId } = await add();
    const change = { fileId, reviewer: { id: 'lea' }, requestId };
    const given = await board.assign({ ...change, assignee: rita });
    expect(given).toMatchObject({ review: 'in_review', claim: { by: rita } });
    expect(Date.parse(given.claim?.until ?? '') - now.getTime()).toBe(24 * 60 * 60_000);
    // What she does with it does not make the time shorter that she was given.
    const renewed = await board.claim({ fileId, reviewer: rita, requestId });
    expect(renewed.claim?.until).toBe(given.claim?.until);
    await expect(board.assign({ ...change, assignee: ravi })).rejects.toMatchObject({ code: 'CLAIMED' });
    const moved = await board.assign({ ...change, assignee: ravi, reason: 'Rita is on leave' });
    expect(moved.claim?.by).toEqual(ravi);
    expect(moved.events[0]).toMatchObject({
      action: 'review.assigned',
      reason: 'Rita is on leave',
      details: { to: 'ravi', from: 'rita' },
    });
    await expect(board.assign({ ...change, assignee: { id: 'alice' }, reason: 'x' })).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });
    await expect(
      board.assign({ ...change, reviewer: { id: 'alice' }, assignee: rita, reason: 'x' }),
    ).rejects.toMatchObject({ code: 'OWN_FILE' });
    await board.decide({ fileId, version: 1, decision: 'approve', reviewer: ravi, requestId });
    await expect(board.assign({ ...change, assignee: rita })).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });
  });

  it('renews the claim of an open page without an event, until it ended or somebody else has it', async () => {
    const { fileId } = await add();
    const change = { fileId, reviewer: rita, requestId, isLease: true };
    const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
    await expect(board.renew(change)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    expect((await board.claim(change)).claim?.until).toBe(inMinutes(10));
    for (let beat = 0; beat < 5; beat += 1) {
      pass(9);
      expect(await board.renew(change)).toEqual({ until: inMinutes(10) });
    }
    await expect(board.claim({ fileId, reviewer: ravi, requestId })).rejects.toMatchObject({
      code: 'CLAIMED',
    });
    await expect(board.renew({ fileId, reviewer: ravi })).rejects.toMatchObject({ code: 'CLAIMED' });
    // What was claimed for longer stays.
    await board.claim({ fileId, reviewer: rita, requestId });
    expect(await board.renew(change)).toEqual({ until: inMinutes(30) });
    expect(await actionsOf(fileId)).toEqual(['review.claimed', 'review.claimed']);

    pass(31);
    await expect(board.renew(change)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await board.claim({ fileId, reviewer: ravi, requestId, isLease: true });
    await expect(board.renew(change)).rejects.toMatchObject({ code: 'CLAIMED' });
    await board.takeOver({ ...change, reason: 'away' });
    expect((await board.get(change)).claim?.until).toBe(inMinutes(10));
    const beside = { ...rita, scope: { profiles: ['other'] } };
    for (const query of [
      { fileId, reviewer: beside },
      { fileId: 'x', reviewer: rita },
    ])
      await expect(board.renew(query)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // Of a renewal and a take-over at once, whichever comes last, the one who took it holds it.
    await Promise.allSettled([
      board.renew(change),
      board.takeOver({ fileId, reviewer: ravi, requestId, reason: 'at once' }),
      board.renew(change),
    ]);
    expect((await board.get(change)).claim).toMatchObject({ by: ravi });
  });

  it('shows one version beside another, with an event of that version for each look at it', async () => {
    const records = createPostgresRecords({ pool: database.app });
    const first = await add({ name: 'lease.pdf', contentType: 'application/pdf', size: 7 });
    const { fileId } = first;
    const claim = { uploadId: first.id, attemptId: 'a', now };
    const event = {
      at: now,
      actor: { type: 'system' as const, id: 'worker' },
      action: 'extraction.made',
      fileId,
      version: 1,
      purpose: null,
      reason: null,
      requestId,
    };
    const result = {
      kind: 'document' as const,
      pageCount: 2,
      slideCount: null,
      wordCount: 3,
      hasMacros: false,
      title: 'Lease',
      author: null,
      createdAt: null,
      changedAt: null,
      text: 'the first text',
      isComplete: true,
    };
    await records.beginExtraction({ ...claim, kind: 'document' });
    await records.finishExtraction({ ...claim, result, event });
    await database.owner.query(
      `insert into valetkey.derivative (upload_id, name, state, content_type, size, width, height, object_key, updated_at)
       values ($1, 'page-1', 'available', 'image/webp', 9, 80, 60, $2, $3)`,
      [first.id, `derivatives/${first.id}`, now],
    );
    await add({ fileId, name: 'lease 2.pdf', contentType: 'application/pdf', size: 8 });
    await add({ fileId, state: 'reserved' });
    const asked = { fileId, reviewer: rita, requestId: 'compare' };
    expect(await board.version({ ...asked, version: 1 })).toMatchObject({
      version: 1,
      name: 'lease.pdf',
      size: 7,
      state: 'available',
      derivatives: [{ name: 'page-1' }],
      extraction: { kind: 'document', extracted: { text: 'the first text', pageCount: 2 } },
    });
    const second = await board.version({ ...asked, version: 2 });
    expect(second).toMatchObject({ version: 2, name: 'lease 2.pdf', derivatives: [], extraction: null });
    expect(JSON.stringify(second)).not.toContain(first.id);

    const refused = [
      { ...asked, version: 3 },
      { ...asked, version: 4 },
      { ...asked, version: 1, reviewer: { id: 'alice' } },
      { ...asked, version: 1, reviewer: { ...rita, scope: { profiles: ['other'] } } },
      { ...asked, version: 1, fileId: 'x' },
    ];
    for (const query of refused)
      await expect(board.version(query)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { rows } = await database.app.query(
      `select action, version, actor_id, purpose from valetkey.audit_event
       where file_id = $1 and request_id = 'compare' order by seq`,
      [fileId],
    );
    const look = { actor_id: 'rita', purpose: 'review' };
    expect(rows).toEqual([
      { ...look, action: 'file.viewed', version: 1 },
      { ...look, action: 'extraction.read', version: 1 },
      { ...look, action: 'file.viewed', version: 2 },
    ]);

    // Of a version that is gone only its facts are told.
    await database.owner.query(
      "update valetkey.upload set state = 'deleted', updated_at = $2 where id = $1",
      [first.id, now],
    );
    expect(await board.version({ ...asked, version: 1 })).toMatchObject({
      name: 'lease.pdf',
      derivatives: [],
      extraction: null,
    });
  });

  it('is due from when it is ready, anew after a reopening and with a new version, and remembers it with the decision', async () => {
    const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString();
    const change = { reviewer: rita, requestId };
    const { fileId } = await add({ reviewWithinHours: 4, state: 'verifying' });
    const dueAt = async () => (await board.get({ ...change, fileId })).dueAt;
    expect(await dueAt()).toBeNull();
    await database.owner.query(
      "update valetkey.upload set state = 'available', updated_at = $2 where file_id = $1",
      [fileId, now],
    );
    const first = inHours(4);
    expect(await dueAt()).toBe(first);
    pass(60);
    await board.decide({ ...change, fileId, version: 1, decision: 'approve' });
    pass(600);
    expect((await board.reopen({ ...change, fileId, reason: 'a mistake' })).dueAt).toBe(inHours(4));
    const second = inHours(4);
    await board.decide({ ...change, fileId, version: 1, decision: 'approve' });
    const { rows } = await database.app.query<{ due_at: Date }>(
      'select due_at from valetkey.review_decision where file_id = $1 order by seq',
      [fileId],
    );
    expect(rows.map(({ due_at }) => due_at.toISOString())).toEqual([first, second]);
    await add({ fileId, state: 'uploaded', reviewWithinHours: 2 });
    expect(await dueAt()).toBeNull();
    await add({ fileId, reviewWithinHours: 2 });
    expect(await dueAt()).toBe(inHours(2));
    expect((await board.get({ ...change, fileId: (await add()).fileId })).dueAt).toBeNull();
  });

  describe('with four eyes', () => {
    const lea = { id: 'lea', mayApproveSecond: true };
    const ada = { id: 'ada', mayApproveSecond: true };
    const addForTwo = () => add({ isSecondApprovalRequired: true });
    const approve = (fileId: string, reviewer: Reviewer, isSecond: boolean | null = null, version = 1) =>
      board.decide({ fileId, version, decision: 'approve', isSecond, reviewer, requestId });
    const refused = (attempt: Promise<unknown>) => (problem: { code: string }) =>
      expect(attempt).rejects.toMatchObject(problem);

    it('waits after the first approval, tells the owner nothing of it, and is approved by another person', async () => {
      const { fileId } = await addForTwo();
      const first = await approve(fileId, rita);
      expect(first).toMatchObject({
        review: 'awaiting_second',
        claim: null,
        isSecondApprovalRequired: true,
        versions: [{ review: 'awaiting_second' }],
      });
      const own = await catalogue.get({ ownerId: 'alice', fileId });
      expect(own).toMatchObject({ review: 'in_review', outcome: null, versions: [{ review: 'in_review' }] });
      expect((await catalogue.list({ ownerId: 'alice', review: 'in_review' })).files).toContainEqual(
        expect.objectContaining({ id: fileId, review: 'in_review' }),
      );
      await refused(catalogue.list({ ownerId: 'alice', review: 'awaiting_second' }))({
        code: 'INVALID_QUERY',
      });
      const history = await catalogue.history({ ownerId: 'alice', fileId });
      expect(history.map(({ action }) => action)).not.toContain('approved');
      expect(await board.get({ fileId, reviewer: { id: 'alice' }, requestId })).toMatchObject({
        review: 'in_review',
        versions: [{ review: 'in_review' }],
      });

      for (const somebody of [rita, ravi, { ...rita, mayApproveSecond: true }]) {
        const change = { fileId, reviewer: somebody, requestId };
        await refused(approve(fileId, somebody))({ code: 'SECOND_APPROVAL_REQUIRED' });
        await refused(board.claim(change))({ code: 'SECOND_APPROVAL_REQUIRED' });
        await refused(board.takeOver({ ...change, reason: 'x' }))({ code: 'SECOND_APPROVAL_REQUIRED' });
        await refused(board.assign({ ...change, reviewer: lea, assignee: somebody }))({
          code: 'SECOND_APPROVAL_REQUIRED',
        });
      }
      await refused(approve(fileId, { ...lea, id: 'alice' }))({ code: 'OWN_FILE' });
      await refused(approve(fileId, lea, null, 2))({ code: 'STALE' });
      await refused(approve(fileId, lea, false))({ code: 'STALE' });
      expect((await board.claim({ fileId, reviewer: lea, requestId })).review).toBe('awaiting_second');
      await refused(approve(fileId, ada))({ code: 'CLAIMED' });
      expect(await approve(fileId, lea, true)).toMatchObject({
        review: 'approved',
        decisions: [{ by: { id: 'lea' } }, { by: { id: 'rita' } }],
      });
      expect((await catalogue.get({ ownerId: 'alice', fileId })).review).toBe('approved');
      expect(await actionsOf(fileId)).toEqual([
        'review.claimed',
        'review.first_approved',
        'file.viewed',
        'review.claimed',
        'review.approved',
      ]);
    });

    it('lets the second person reject, and begins again with a reopening and with a new version', async () => {
      const { fileId } = await addForTwo();
      await approve(fileId, rita);
      const rejected = await board.decide({
        fileId,
        version: 1,
        decision: 'reject',
        reasonCode: 'NOT_SIGNED',
        reviewer: lea,
        requestId,
      });
      expect(rejected.review).toBe('rejected');
      await board.reopen({ fileId, reason: 'a mistake', reviewer: lea, requestId });
      await refused(approve(fileId, lea, true))({ code: 'STALE' });
      expect((await approve(fileId, lea, false)).review).toBe('awaiting_second');
      await refused(approve(fileId, lea))({ code: 'SECOND_APPROVAL_REQUIRED' });
      await add({ fileId, isSecondApprovalRequired: true });
      expect((await approve(fileId, lea, null, 2)).review).toBe('awaiting_second');
      expect((await approve(fileId, ada, null, 2)).review).toBe('approved');
    });

    it('takes one person for everything else', async () => {
      const { fileId } = await addForTwo();
      const decision = { fileId, version: 1, decision: 'reject', reasonCode: 'OTHER', requestId } as const;
      expect((await board.decide({ ...decision, reviewer: rita })).review).toBe('rejected');
    });

    it('lets one of fifty first and one of fifty second approvals through', async () => {
      const { fileId } = await addForTwo();
      for (const isSecond of [false, true]) {
        const results = await Promise.allSettled(
          Array.from({ length: 50 }, (_, index) =>
            approve(fileId, { id: `lead ${isSecond} ${index}`, mayApproveSecond: true }, isSecond),
          ),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      }
      const { rows } = await database.app.query(
        'select by_id from valetkey.review_decision where file_id = $1',
        [fileId],
      );
      expect(rows).toHaveLength(2);
    });

    it('is held by the database as well', async () => {
      const [two, one] = [await addForTwo(), await add()];
      const force = (id: string, review: string) =>
        database.app.query('update valetkey.upload set review = $2 where file_id = $1', [id, review]);
      for (const { fileId } of [two, one]) await board.claim({ fileId, reviewer: rita, requestId });
      await refused(force(two.fileId, 'approved'))({ code: 'VK001' });
      await refused(force(one.fileId, 'awaiting_second'))({ code: 'VK001' });
    });
  });

  describe('with scopes', () => {
    const scoped: Reviewer = { id: 'sam', scope: { profiles: ['contracts'] } };
    const change = (fileId: string, reviewer = scoped) => ({ fileId, reviewer, requestId });
    const notFound = { code: 'NOT_FOUND' };

    it('knows nothing of a file beside the scope, whatever is asked', async () => {
      const inside = await add({ profile: 'contracts' });
      const outside = await add({ profile: 'letters' });
      const asked = change(outside.fileId);
      const calls: Record<string, () => Promise<unknown>> = {
        get: () => board.get(asked),
        extraction: () => board.extraction(asked),
        version: () => board.version({ ...asked, version: 1 }),
        currentVersion: () => board.currentVersion(asked),
        claim: () => board.claim(asked),
        release: () => board.release(asked),
        takeOver: () => board.takeOver({ ...asked, reason: 'x' }),
        assign: () => board.assign({ ...asked, assignee: rita }),
        reopen: () => board.reopen({ ...asked, reason: 'x' }),
        decide: () => board.decide({ ...asked, version: 1, decision: 'approve' }),
        comment: () => board.comment({ ...asked, text: 'x' }),
      };
      for (const [name, call] of Object.entries(calls))
        await expect(call(), name).rejects.toMatchObject(notFound);
      expect(await actionsOf(outside.fileId)).toEqual([]);
      const list = async (scope: Reviewer['scope']) =>
        (await board.list({ scope, sort: '-createdAt', limit: 100 })).files.map(({ id }) => id);
      expect(await list(scoped.scope)).toContain(inside.fileId);
      expect(await list(scoped.scope)).not.toContain(outside.fileId);
      expect(await list(null)).toEqual(expect.arrayContaining([inside.fileId, outside.fileId]));
      const counted = await board.counts({ scope: scoped.scope });
      expect(counted).toMatchObject({ unreviewed: 1, approved: 0 });
      const readable = await board.readable({
        fileIds: [inside.fileId, outside.fileId, 'nothing', '\0'],
        reviewer: scoped,
      });
      expect([...readable]).toEqual([[inside.fileId, { isException: false }]]);
      // What is given to somebody has to be something that they see.
      await expect(board.assign({ ...change(outside.fileId, rita), assignee: scoped })).rejects.toMatchObject(
        {
          code: 'INVALID_STATE',
        },
      );
      expect((await board.claim(change(inside.fileId))).claim?.by).toEqual({ id: 'sam' });
    });

    it('does not take the cursor of one scope for another', async () => {
      for (const profile of ['contracts', 'letters', 'contracts']) await add({ profile });
      const { nextCursor } = await board.list({ scope: null, limit: 1 });
      await expect(board.list({ scope: scoped.scope, limit: 1, cursor: nextCursor })).rejects.toMatchObject({
        code: 'INVALID_QUERY',
      });
    });

    it('opens one file beside the scope for an hour, with everything that is done with it marked so', async () => {
      const told: string[] = [];
      const telling = createReviewBoard({
        pool: database.app,
        clock: () => now,
        onException: async (_client, { id }) => void told.push(id),
      });
      const { fileId } = await add({ profile: 'letters' });
      const other = await add({ profile: 'letters' });
      await expect(telling.breakGlass({ ...change(fileId), reason: ' ' })).rejects.toMatchObject({
        code: 'INVALID_BODY',
      });
      const { until } = await telling.breakGlass({ ...change(fileId), reason: 'The owner is on the phone' });
      expect(Date.parse(until) - now.getTime()).toBe(60 * 60_000);
      expect((await board.get(change(fileId))).id).toBe(fileId);
      expect(await board.currentVersion(change(fileId))).toMatchObject({ version: 1, isException: true });
      expect([...(await board.readable({ fileIds: [fileId], reviewer: scoped }))]).toEqual([
        [fileId, { isException: true }],
      ]);
      await board.comment({ ...change(fileId), text: 'done by phone' });
      const { rows } = await database.app.query(
        "select action, purpose from valetkey.audit_event where file_id = $1 and actor_id = 'sam' order by seq",
        [fileId],
      );
      expect(rows).toEqual(
        ['review.glass_broken', 'file.viewed', 'review.commented'].map((action) => ({
          action,
          purpose: 'break_glass',
        })),
      );
      // This one file, this one person, and in no list.
      await expect(board.get(change(other.fileId))).rejects.toMatchObject(notFound);
      await expect(board.get(change(fileId, { ...scoped, id: 'tom' }))).rejects.toMatchObject(notFound);
      const listed = await board.list({ scope: scoped.scope, sort: '-createdAt', limit: 100 });
      expect(listed.files.map(({ id }) => id)).not.toContain(fileId);
      const { exceptions } = await board.exceptions({ limit: 1 });
      expect(exceptions).toEqual([
        {
          id: told[0],
          fileId,
          fileName: 'report.txt',
          owner: { id: 'alice' },
          by: { id: 'sam' },
          at: now.toISOString(),
          until,
          reason: 'The owner is on the phone',
        },
      ]);
      pass(60);
      await expect(board.get(change(fileId))).rejects.toMatchObject(notFound);
    });

    it("opens nobody's own file, nothing that is on hold, and tells nobody of what there is not", async () => {
      const told: string[] = [];
      const telling = createReviewBoard({
        pool: database.app,
        clock: () => now,
        onException: async (_client, { id }) => void told.push(id),
      });
      const open = (fileId: string, reviewer = scoped) =>
        telling.breakGlass({ ...change(fileId, reviewer), reason: 'urgent' });
      const own = await add({ profile: 'letters', ownerId: 'sam' });
      const held = await add({ profile: 'letters', state: 'quarantined' });
      const inside = await add({ profile: 'contracts' });
      await expect(open(own.fileId)).rejects.toMatchObject({ code: 'OWN_FILE' });
      await expect(open(held.fileId)).rejects.toMatchObject({ code: 'INVALID_STATE' });
      await expect(open(inside.fileId)).rejects.toMatchObject({ code: 'INVALID_STATE' });
      await expect(open((await add({ profile: 'letters' })).fileId, rita)).rejects.toMatchObject({
        code: 'INVALID_STATE',
      });
      for (const id of ['a'.repeat(26), 'A', '\0', "' or 1=1 --"])
        await expect(open(id), id).rejects.toMatchObject(notFound);
      expect(told).toEqual([]);
      // What is put on hold later is open to nobody at once.
      const later = await add({ profile: 'letters' });
      await open(later.fileId);
      await database.app.query("update valetkey.upload set state = 'quarantined' where id = $1", [later.id]);
      await expect(board.get(change(later.fileId))).rejects.toMatchObject(notFound);
      expect(told).toHaveLength(1);
    });
  });

  it('knows the reasons of each profile, and what they meant when they were given', async () => {
    const reasons = [{ code: 'NOT_OURS', label: 'This is not for us' }];
    const own = createReviewBoard({ pool: database.app, clock: () => now, reasonCodes: async () => reasons });
    const { fileId } = await add();
    const decision = { fileId, version: 1, decision: 'reject', reviewer: rita, requestId } as const;
    for (const reasonCode of ['NOT_SIGNED', 'toString', 'A'.repeat(70), 'not_ours', ''])
      await expect(own.decide({ ...decision, reasonCode }), reasonCode).rejects.toMatchObject({
        code: 'INVALID_BODY',
      });
    const detail = await own.decide({ ...decision, reasonCode: 'NOT_OURS' });
    expect(detail.decisions).toMatchObject([{ reasonCode: 'NOT_OURS', reasonLabel: 'This is not for us' }]);
    reasons[0] = { code: 'NOT_OURS', label: 'Something else now' };
    expect(await catalogue.get({ ownerId: 'alice', fileId })).toMatchObject({
      outcome: { reasonCode: 'NOT_OURS', reasonLabel: 'This is not for us' },
    });
  });

  it('reopens what was decided, and keeps it in review when it is given back', async () => {
    const { fileId } = await add();
    await expect(board.reopen({ fileId, reason: 'x', reviewer: rita, requestId })).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });
    await board.decide({ fileId, version: 1, decision: 'approve', reviewer: rita, requestId });
    await expect(board.claim({ fileId, reviewer: ravi, requestId })).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });
    const open = await board.reopen({ fileId, reason: 'a mistake', reviewer: ravi, requestId });
    expect(open).toMatchObject({ review: 'in_review', claim: { by: ravi } });
    expect((await catalogue.get({ ownerId: 'alice', fileId })).outcome).toBe(null);
    const back = await board.release({ fileId, reviewer: ravi, requestId });
    expect(back).toMatchObject({ review: 'in_review', claim: null });
    expect((await board.list({ review: 'in_review', assignee: 'none' })).files.map(({ id }) => id)).toContain(
      fileId,
    );
  });

  it('approves only what is available, and touches nothing that is not there', async () => {
    const held = await add({ state: 'quarantined' });
    const decide = (fileId: string, decision: 'approve' | 'reject') =>
      board.decide({
        fileId,
        version: 1,
        decision,
        reasonCode: decision === 'reject' ? 'OTHER' : null,
        reviewer: rita,
        requestId,
      });
    await expect(decide(held.fileId, 'approve')).rejects.toMatchObject({ code: 'INVALID_STATE' });
    expect((await decide(held.fileId, 'reject')).review).toBe('rejected');
    for (const state of ['uploaded', 'verifying', 'rejected'] as const) {
      const { fileId } = await add({ state });
      await expect(decide(fileId, 'reject'), state).rejects.toMatchObject({ code: 'INVALID_STATE' });
      await expect(board.claim({ fileId, reviewer: rita, requestId })).rejects.toMatchObject({
        code: 'INVALID_STATE',
      });
    }
    const reserved = await add({ state: 'reserved' });
    const trashed = await add();
    await board.claim({ fileId: trashed.fileId, reviewer: rita, requestId });
    await catalogue.remove({ ownerId: 'alice', fileId: trashed.fileId, requestId });
    for (const fileId of [reserved.fileId, trashed.fileId, 'a'.repeat(26), "'", '\0', '../x']) {
      const change = { fileId, reviewer: rita, requestId };
      for (const act of [
        () => board.get(change),
        () => board.currentVersion(change),
        () => board.claim(change),
        () => board.release(change),
        () => board.takeOver({ ...change, reason: 'x' }),
        () => board.reopen({ ...change, reason: 'x' }),
        () => board.comment({ ...change, text: 'x' }),
        () => decide(fileId, 'approve'),
      ])
        await expect(act(), fileId).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    // Back from the trash, nobody holds it any more.
    await catalogue.restore({ ownerId: 'alice', fileId: trashed.fileId, requestId });
    expect((await board.get({ fileId: trashed.fileId, reviewer: ravi, requestId })).claim).toBe(null);
  });

  it('lets exactly one of fifty claims and of fifty decisions through, and never a claim between them', async () => {
    const { fileId } = await add();
    const claims = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        board.claim({ fileId, reviewer: { id: `r${index}` }, requestId }),
      ),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of claims)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'CLAIMED' });

    const free = await add();
    const decisions = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        board.decide({
          fileId: free.fileId,
          version: 1,
          decision: index % 2 === 0 ? 'approve' : 'reject',
          reasonCode: index % 2 === 0 ? null : 'OTHER',
          reviewer: { id: `r${index}` },
          requestId,
        }),
      ),
    );
    expect(decisions.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of decisions)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'INVALID_STATE' });
    const { decisions: kept } = await board.get({ fileId: free.fileId, reviewer: rita, requestId });
    expect(kept).toHaveLength(1);
    const actions = await actionsOf(free.fileId);
    expect(actions.filter((action) => /approved|rejected/.test(action))).toHaveLength(1);
  });

  it('never decides about a version that a newer one replaces at the same moment', async () => {
    const records = createPostgresRecords({ pool: database.app });
    for (let round = 0; round < 10; round += 1) {
      const { fileId } = await add();
      const next = await add({ fileId, state: 'reserved' });
      const [decided] = await Promise.allSettled([
        board.decide({ fileId, version: 1, decision: 'approve', reviewer: rita, requestId }),
        records.transition({
          id: next.id,
          from: ['reserved'],
          to: 'uploaded',
          patch: { size: 5, objectKey: `files/${next.id}` },
          event: {
            at: now,
            actor: { type: 'system', id: 'test' },
            action: 'file.uploaded',
            fileId,
            version: 2,
            purpose: null,
            reason: null,
            requestId,
          },
          now,
        }),
      ]);
      if (decided.status === 'rejected') expect(decided.reason).toMatchObject({ code: 'STALE' });
      const detail = await board.get({ fileId, reviewer: rita, requestId });
      expect(detail).toMatchObject({ version: 2, review: 'unreviewed', claim: null });
      expect(detail.versions[1]?.review).toBe(decided.status === 'fulfilled' ? 'approved' : 'unreviewed');
    }
  });

  it('refuses decisions that do not say what they must, and texts that nobody can read', async () => {
    const { fileId } = await add();
    const base = { fileId, version: 1, reviewer: rita, requestId } as const;
    for (const wrong of [
      { ...base, decision: 'reject' as const },
      { ...base, decision: 'request_changes' as const, reasonCode: 'BECAUSE' },
      { ...base, decision: 'request_changes' as const, reasonCode: 'toString' },
      { ...base, decision: 'approve' as const, reasonCode: 'OTHER' },
      { ...base, decision: 'toString' as 'approve' },
      { ...base, decision: 'approve' as const, version: 0 },
      { ...base, decision: 'approve' as const, version: 1.5 },
      { ...base, decision: 'approve' as const, message: 'x'.repeat(2_001) },
      { ...base, decision: 'approve' as const, note: 'a\0b' },
    ])
      await expect(board.decide(wrong)).rejects.toMatchObject({ code: 'INVALID_BODY' });
    await expect(board.comment({ fileId, text: '\ud800', reviewer: rita, requestId })).rejects.toMatchObject({
      code: 'INVALID_BODY',
    });
    const text = '<img src=x onerror=alert(1)> =1+1\nsecond line';
    const { comments } = await board.comment({ fileId, text, reviewer: rita, requestId });
    expect(comments).toMatchObject([{ by: rita, text }]);
  });

  it('mentions who reviews the file, once each, and nobody who does not', async () => {
    const { fileId } = await add({ profile: 'contracts' });
    const base = { fileId, text: 'see <@ravi> and <@ravi>', reviewer: rita, requestId };
    const sam = (profiles: string[]): Reviewer => ({ id: 'sam', scope: { profiles } });
    const { comments } = await board.comment({ ...base, mentions: [ravi, ravi, sam(['contracts'])] });
    expect(comments).toMatchObject([{ text: base.text, mentions: [{ id: 'ravi' }, { id: 'sam' }] }]);
    for (const mentions of [
      [{ id: 'alice' }],
      [ravi, sam(['letters'])],
      Array.from({ length: 21 }, (_, index) => ({ id: `r${index}` })),
    ])
      await expect(board.comment({ ...base, mentions })).rejects.toMatchObject({ code: 'INVALID_BODY' });
    expect((await board.get({ fileId, reviewer: rita, requestId })).comments).toHaveLength(1);
  });

  it('keeps decisions, comments and mentions as they were written', async () => {
    const { fileId } = await add();
    await board.comment({ fileId, text: 'x', reviewer: rita, requestId, mentions: [ravi] });
    for (const statement of [
      `update valetkey.review_mention set user_id = 'x'`,
      'delete from valetkey.review_mention',
    ])
      await expect(database.app.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    for (const table of ['review_decision', 'review_comment'])
      for (const statement of [`update valetkey.${table} set by_id = 'x'`, `delete from valetkey.${table}`])
        for (const pool of [database.app, database.worker])
          await expect(pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    await expect(
      database.app.query("update valetkey.upload set review = 'approved' where file_id = $1", [fileId]),
    ).rejects.toMatchObject({ code: 'VK001' });
  });
});
