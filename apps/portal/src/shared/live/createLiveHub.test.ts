import type { Pool } from 'pg';
import { createReviewBoard, type ReviewBoard } from 'valetkey/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readSessionStandings } from '@/shared/auth/index.server';
import { openPortalDatabase, type PortalDatabase } from '../../../test/openPortalDatabase';
import { createLiveHub, type LiveHub, type LiveHubOptions } from './createLiveHub';
import type { LiveSubscription } from './createLiveSubscription';
import { listenToDatabase } from './listenToDatabase';

/*
 * From the transaction that acts to what a connection is told: a real database with the logins of the system, the trigger, the ear and
 * the sessions.
 */

let database: PortalDatabase;
let owner: Pool;
let app: Pool;
let board: ReviewBoard;
const people = { alice: 'user', bob: 'user', rita: 'reviewer', ravi: 'reviewer', ada: 'admin' } as const;
type Name = keyof typeof people;

beforeAll(async () => {
  database = await openPortalDatabase();
  ({ owner, app } = database);
  board = createReviewBoard({ pool: app, cursorSecret: 'secret' });
  for (const [name, role] of Object.entries(people))
    await owner.query(
      `insert into auth."user" ("id", "name", "email", "emailVerified", "role") values ($1, $1, $1 || '@example.com', true, $2)`,
      [name, role],
    );
});
afterAll(() => database?.close());

const hubs: LiveHub[] = [];
beforeEach(async () => {
  await owner.query(`update auth."user" set "banned" = null`);
  await owner.query(`delete from auth."session"`);
  for (const name of Object.keys(people))
    await owner.query(
      `insert into auth."session" ("id", "expiresAt", "token", "updatedAt", "userId")
       values ($1, now() + interval '1 day', $1, now(), $1)`,
      [name],
    );
});
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

function makeHub(changes: Partial<LiveHubOptions> = {}): LiveHub {
  const hub = createLiveHub({
    listen: (onNotice, onLost) =>
      listenToDatabase({ connectionString: database.urls.app, onNotice, onLost: () => onLost() }),
    readStandings: (ids) => readSessionStandings(app, ids),
    onError: (error) => {
      throw error;
    },
    checkMs: 50,
    gatherMs: 20,
    pauseMs: 100,
    heartbeatMs: 10_000,
    ...changes,
  });
  hubs.push(hub);
  return hub;
}

/** Reads all that one person is told. */
function read(subscription: LiveSubscription) {
  const pieces: string[] = [];
  const over = (async () => {
    for (let piece = await subscription.next(); piece !== null; piece = await subscription.next())
      pieces.push(piece);
  })();
  const changes = () =>
    pieces
      .filter((piece) => piece.startsWith('event: changes'))
      .flatMap((piece) => JSON.parse(piece.split('data: ')[1]!).changes);
  return { pieces, over, changes };
}

const join = async (hub: LiveHub, name: Name) =>
  read(await hub.subscribe({ userId: name, sessionId: name, role: people[name] }));

let files = 0;
async function makeFile(ownerId: Name = 'alice'): Promise<string> {
  files += 1;
  const fileId = files
    .toString(8)
    .replace(/\d/g, (digit) => 'abcdefgh'[Number(digit)]!)
    .padStart(26, 'z');
  await owner.query(
    `insert into valetkey.file (id, owner_id, name, created_at, updated_at) values ($1, $2, 'secret plan.pdf', now(), now())`,
    [fileId, ownerId],
  );
  await owner.query(
    `insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, kind, writable_until,
       expires_at, created_at, updated_at)
     values ($1, $1, 1, $2, 'default', 'secret plan.pdf', 'application/pdf', 'put', now(), now(), now(), now())`,
    [fileId, ownerId],
  );
  for (const state of ['uploaded', 'verifying', 'available'])
    await owner.query('update valetkey.upload set state = $2, size = 1 where id = $1', [fileId, state]);
  return fileId;
}

const arrive = (ids: readonly string[], action = 'file.uploaded') =>
  app.query(
    `insert into valetkey.audit_event (id, at, actor_type, actor_id, action, file_id, version, request_id)
     select substr(translate(md5(random()::text) , '0189', 'abcd'), 1, 26), now(), 'system', 'worker', $2, i, 1, 'r'
     from unnest($1::text[]) i`,
    [ids, action],
  );

describe('what one is told', () => {
  it('is of one’s own files, of everybody’s for the team, and nothing of what others say about one’s file', async () => {
    const hub = makeHub();
    const [alice, bob, rita, ravi] = await Promise.all(
      (['alice', 'bob', 'rita', 'ravi'] as const).map((name) => join(hub, name)),
    );
    const fileId = await makeFile();
    await board.claim({ fileId, reviewer: { id: 'rita' }, requestId: 'r' });
    await expect.poll(() => ravi!.changes()).toEqual([{ kind: 'file', isOwn: false, ids: [fileId] }]);
    await expect.poll(() => alice!.changes()).toEqual([{ kind: 'file', isOwn: false, ids: [fileId] }]);
    await expect.poll(() => rita!.changes()).toEqual([{ kind: 'file', isOwn: true, ids: [fileId] }]);

    await board.comment({ fileId, reviewer: { id: 'rita' }, requestId: 'r', text: 'Looks wrong' });
    await expect.poll(() => ravi!.changes().at(-1)).toEqual({ kind: 'review', isOwn: false, ids: [fileId] });
    await board.get({ fileId, reviewer: { id: 'rita' }, requestId: 'r' });
    // A decision is the last thing said, so all before it was said or never will be.
    await board.decide({ fileId, reviewer: { id: 'rita' }, requestId: 'r', version: 1, decision: 'approve' });
    // And that she is told something, which is told to nobody else.
    await expect
      .poll(() =>
        alice!
          .changes()
          .map(({ kind }) => kind)
          .sort(),
      )
      .toEqual(['file', 'file', 'notification']);
    await expect.poll(() => ravi!.changes()).toHaveLength(3);
    expect(bob!.changes()).toEqual([]);
    expect(alice!.pieces.join('')).not.toMatch(/rita|plan|wrong/);
  });

  it('is of a scoped reviewer that something happened, and not to what', async () => {
    await owner.query(
      `insert into portal.review_scope (user_id, profiles, updated_at, updated_by) values ('rita', '{other}', now(), 'ada')`,
    );
    const hub = makeHub();
    const rita = read(
      await hub.subscribe({ userId: 'rita', sessionId: 'rita', role: 'reviewer', isScoped: true }),
    );
    await arrive([await makeFile()]);
    await expect.poll(() => rita.changes()).toEqual([{ kind: 'file', isOwn: false, ids: null }]);
    await owner.query('delete from portal.review_scope');
    // Another scope is another standing: the page comes back and is told anew.
    await rita.over;
  });

  it('is nothing behind the back of a reviewer who handed a file in', async () => {
    const hub = makeHub();
    const [rita, ravi] = [await join(hub, 'rita'), await join(hub, 'ravi')];
    const fileId = await makeFile('rita');
    await board.comment({ fileId, reviewer: { id: 'ravi' }, requestId: 'r', text: 'Hm' });
    await expect.poll(() => ravi.changes()).toHaveLength(1);
    await arrive([fileId]);
    await expect.poll(() => rita.changes()).toEqual([{ kind: 'file', isOwn: false, ids: [fileId] }]);
  });

  it('is not what was taken back', async () => {
    const hub = makeHub();
    const ravi = await join(hub, 'ravi');
    const fileId = await makeFile();
    await expect(
      board.decide({ fileId, reviewer: { id: 'rita' }, requestId: 'r', version: 9, decision: 'approve' }),
    ).rejects.toMatchObject({ code: 'STALE' });
    await arrive([fileId]);
    await expect.poll(() => ravi.changes()).toEqual([{ kind: 'file', isOwn: false, ids: [fileId] }]);
  });

  it('is a handful of messages for 500 arrivals, and no list of them', async () => {
    const hub = makeHub();
    const [alice, rita] = [await join(hub, 'alice'), await join(hub, 'rita')];
    const ids: string[] = [];
    for (let count = 0; count < 500; count += 1) ids.push(await makeFile());
    await arrive(ids.slice(0, 250));
    for (const id of ids.slice(250)) await arrive([id]);
    await arrive(ids.slice(0, 1), 'file.available');
    await expect
      .poll(() => rita.changes().filter(({ ids: named }) => named === null).length, { timeout: 10_000 })
      .toBeGreaterThan(0);
    for (const { pieces } of [alice, rita]) {
      expect(pieces.length).toBeLessThan(40);
      for (const piece of pieces) expect(piece.length).toBeLessThan(4_000);
    }
  });
});

describe('a connection', () => {
  it.each([
    ['the session ends', true, () => owner.query(`delete from auth."session" where "id" = 'rita'`)],
    [
      'the account is disabled',
      true,
      () => owner.query(`update auth."user" set "banned" = true where "id" = 'rita'`),
    ],
    [
      'the role is another',
      false,
      () => owner.query(`update auth."user" set "role" = 'user' where "id" = 'rita'`),
    ],
    [
      'the session is too old',
      true,
      () =>
        owner.query(`update auth."session" set "createdAt" = now() - interval '31 days' where "id" = 'rita'`),
    ],
  ])('ends when %s, and others stay', async (_why, isSignedOut, change) => {
    const hub = makeHub();
    const [rita, ravi] = [await join(hub, 'rita'), await join(hub, 'ravi')];
    await change();
    await rita.over;
    expect(rita.pieces).toEqual(isSignedOut ? ['event: signed-out\ndata: {}\n\n'] : []);
    await owner.query(`update auth."user" set "role" = 'reviewer' where "id" = 'rita'`);
    await arrive([await makeFile()]);
    await expect.poll(() => ravi.changes()).toHaveLength(1);
    expect(rita.changes()).toEqual([]);
  });

  it('ends when nobody knows whether the session holds', async () => {
    const errors: unknown[] = [];
    const hub = makeHub({
      readStandings: () => Promise.reject(new Error('away')),
      onError: (error) => errors.push(error),
    });
    await (await join(hub, 'rita')).over;
    expect(errors).toHaveLength(1);
  });

  it('ends when the database is not heard any more, and the next one hears again', async () => {
    const hub = makeHub();
    const first = await join(hub, 'rita');
    await app.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'valetkey-live'`,
    );
    await first.over;
    const second = await join(hub, 'rita');
    await arrive([await makeFile()]);
    await expect.poll(() => second.changes()).toHaveLength(1);
  });

  it('is refused to one who has too many, and given again when one of them ended', async () => {
    const hub = makeHub({ maxPerAccount: 2, maxInAll: 3 });
    const rita = { userId: 'rita', sessionId: 'rita', role: 'reviewer' } as const;
    const [first, second] = await Promise.all([hub.subscribe(rita), hub.subscribe(rita)]);
    await expect(hub.subscribe(rita)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await join(hub, 'ravi');
    await expect(join(hub, 'ada')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    first.end();
    await join(hub, 'ada');
    second.end();
    await hub.close();
    await expect(join(hub, 'ada')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('is one to the database for all, and none when it cannot be made', async () => {
    const hub = makeHub();
    await Promise.all([join(hub, 'rita'), join(hub, 'ravi'), join(hub, 'ada')]);
    const { rows } = await owner.query(
      `select count(*)::int as n from pg_stat_activity where application_name = 'valetkey-live'`,
    );
    expect(rows).toEqual([{ n: 1 }]);
    let isAway = true;
    const flaky = makeHub({
      listen: async () => {
        if (isAway) throw new Error('away');
        return { stop: async () => {} };
      },
      maxPerAccount: 1,
    });
    await expect(join(flaky, 'rita')).rejects.toThrow('away');
    isAway = false;
    await join(flaky, 'rita');
  });

  it('says now and then that it is there', async () => {
    const { pieces } = await join(makeHub({ heartbeatMs: 20 }), 'rita');
    await expect.poll(() => pieces.length).toBeGreaterThan(2);
    expect(new Set(pieces)).toEqual(new Set([': still here\n\n']));
  });

  it('holds one message for one who does not read, however much happens', async () => {
    const hub = makeHub();
    const slow = await hub.subscribe({ userId: 'rita', sessionId: 'rita', role: 'reviewer' });
    const other = await join(hub, 'ravi');
    const ids = await Promise.all(Array.from({ length: 150 }, () => makeFile()));
    for (let round = 0; round < 3; round += 1) await arrive(ids);
    await expect.poll(() => other.changes().length).toBeGreaterThan(0);
    const message = await slow.next();
    expect(message).toBe('event: changes\ndata: {"changes":[{"kind":"file","isOwn":false,"ids":null}]}\n\n');
  });
});
