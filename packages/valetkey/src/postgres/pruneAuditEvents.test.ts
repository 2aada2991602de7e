import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase, testServers } from '../../test/postgresDatabase.ts';
import { ValetKeyError } from '../protocol/index.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import { fillRandom, insertAuditEvents } from './auditEvents.ts';
import { pruneAuditEvents, sealAuditEvents, verifyAuditChain } from './index.ts';

const cutAt = new Date('2020-06-01T00:00:00Z');
const held = 'h'.repeat(26);
const other = 'o'.repeat(26);

function event(at: string, changes: Partial<NewAuditEvent> = {}): NewAuditEvent {
  return {
    at: new Date(at),
    actor: { type: 'user', id: 'alice' },
    ...{ action: 'url.signed', fileId: other, version: 1, purpose: 'download', reason: null, requestId: 'r' },
    ...changes,
  };
}

describe.each(testServers)('pruning the audit trail on $label', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(server);
    await database.owner.query(
      `insert into valetkey.file (id, owner_id, name, created_at, updated_at)
       values ($1, 'ann', 'held.pdf', now(), now()), ($2, 'ann', 'other.pdf', now(), now())`,
      [held, other],
    );
  });
  afterAll(() => database?.close());

  const sign = () => ({ publicKey: 'key', signature: 'signed' });
  const prune = (before = cutAt, more: object = {}) =>
    pruneAuditEvents(database.owner, {
      ...{ before, at: new Date('2030-01-01T00:00:00Z'), requestId: 'prune', sign },
      ...more,
    });
  const verify = (options = {}) => verifyAuditChain(database.app, options);

  async function write(...events: NewAuditEvent[]): Promise<void> {
    await insertAuditEvents(database.app, events, fillRandom);
    await sealAuditEvents(database.worker);
  }

  async function tamper(table: string, statement: string, values: unknown[] = []): Promise<void> {
    const trigger = `${table}_append_only`;
    await database.owner.query(`alter table valetkey.${table} disable trigger ${trigger}`);
    await database.owner.query(statement, values);
    await database.owner.query(`alter table valetkey.${table} enable always trigger ${trigger}`);
  }

  const hold = (isHeld: boolean) =>
    database.owner.query('update valetkey.file set is_legally_held = $2 where id = $1', [held, isHeld]);

  const actions = async () =>
    (await database.app.query('select action from valetkey.audit_event order by seq')).rows.map(
      ({ action }) => action,
    );

  /** Two old events, one old of a held file, a young one, and one that is old and came late. */
  beforeEach(async () => {
    const tables = ['audit_event', 'audit_seal', 'audit_checkpoint'];
    for (const table of tables)
      await database.owner.query(`alter table valetkey.${table} disable trigger ${table}_append_only`);
    await database.owner.query(
      'truncate valetkey.audit_event, valetkey.audit_seal, valetkey.audit_personal, valetkey.audit_pending, valetkey.audit_checkpoint',
    );
    for (const table of tables)
      await database.owner.query(`alter table valetkey.${table} enable always trigger ${table}_append_only`);
    await hold(true);
    await write(
      event('2020-01-01T00:00:00Z', { action: 'old.1', reason: 'Mrs Smith asked' }),
      event('2020-02-01T00:00:00Z', { action: 'old.held', fileId: held }),
      event('2020-03-01T00:00:00Z', { action: 'old.2' }),
      event('2020-07-01T00:00:00Z', { action: 'young' }),
      event('2020-04-01T00:00:00Z', { action: 'late' }),
    );
  });

  it('is not for the application and not for the worker, by no road', async () => {
    for (const pool of [database.app, database.worker]) {
      await expect(
        pruneAuditEvents(pool, { before: cutAt, at: new Date(), requestId: 'r', sign }),
      ).rejects.toMatchObject({ cause: { code: '42501' } });
      for (const statement of [
        `select valetkey.prune_audit_events(3, repeat('a', 64), 0, repeat('0', 64), '2020-06-01', now(), 'k', 's')`,
        `insert into valetkey.audit_checkpoint (position, head, kept, kept_hash, events_before, at, public_key, signature)
         values (3, repeat('a', 64), 0, repeat('0', 64), '2020-06-01', now(), 'k', 's')`,
        'delete from valetkey.audit_event',
        'delete from valetkey.audit_seal',
        'delete from valetkey.audit_checkpoint',
      ])
        await expect(pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
    expect(await actions()).toHaveLength(5);
  });

  it('removes what is old, keeps what is held, and the rest is proven from the checkpoint', async () => {
    const done = await prune();
    expect(done).toMatchObject({ pruned: 2, checkpoint: { position: 3, kept: 1, publicKey: 'key' } });
    expect(await actions()).toEqual(['old.held', 'young', 'late', 'audit.pruned']);
    const { rows } = await database.app.query('select * from valetkey.audit_personal');
    expect(rows).toEqual([]);
    await sealAuditEvents(database.worker);
    await write(event('2020-08-01T00:00:00Z'));
    expect(await verify()).toMatchObject({ isValid: true, sealed: 7, checkpoint: done!.checkpoint });
    const pruned = await database.app.query(
      "select actor_type, actor_id, purpose, details::json as details from valetkey.audit_event where action = 'audit.pruned'",
    );
    expect(pruned.rows).toEqual([
      {
        ...{ actor_type: 'system', actor_id: 'command-line', purpose: 'retention' },
        details: { eventsBefore: cutAt.toISOString(), kept: 1, position: 3, pruned: 2 },
      },
    ]);
    // There is nothing more so old, however often it is asked.
    expect(await prune()).toBeNull();
  });

  it('takes what was held once nobody holds it any more', async () => {
    await prune();
    await hold(false);
    expect(await prune()).toMatchObject({ pruned: 1, checkpoint: { position: 3, kept: 0 } });
    expect(await verify()).toMatchObject({ isValid: true, checkpoint: { kept: 0 } });
    expect(await actions()).not.toContain('old.held');
  });

  it('goes on from one checkpoint to the next, and the last seal stays for the next one', async () => {
    await prune();
    await hold(false);
    expect(await prune(new Date('2021-01-01T00:00:00Z'))).toMatchObject({ pruned: 2 });
    await sealAuditEvents(database.worker);
    await write(event('2022-01-01T00:00:00Z'));
    expect(await verify()).toMatchObject({ isValid: true });
    const { rows } = await database.app.query('select position::int from valetkey.audit_seal order by 1');
    expect(rows.map(({ position }) => position)).toEqual([5, 6, 7, 8]);
  });

  it('keeps the last 90 days whatever it is told', async () => {
    await expect(prune(new Date())).rejects.toMatchObject({ cause: { code: 'VK002' } });
    expect(await actions()).toHaveLength(5);
  });

  it('changes nothing when the checkpoint cannot be put where it belongs', async () => {
    const onCheckpoint = () => Promise.reject(new ValetKeyError('INVALID_OPTION', 'The disk is full.'));
    await expect(prune(cutAt, { onCheckpoint })).rejects.toThrow('The disk is full.');
    expect(await actions()).toHaveLength(5);
    expect(await verify()).toMatchObject({ isValid: true, checkpoint: null });
  });

  it('refuses a checkpoint that is not of the chain as it is', async () => {
    await expect(
      database.owner.query(
        `select valetkey.prune_audit_events(4, repeat('a', 64), 1, repeat('0', 64), $1, now(), 'k', 's')`,
        [cutAt],
      ),
    ).rejects.toMatchObject({ code: 'VK002' });
    expect(await actions()).toHaveLength(5);
  });

  it('lets its owner delete behind a checkpoint of the same transaction only, and nothing young or held', async () => {
    await prune();
    await expect(database.owner.query('delete from valetkey.audit_event')).rejects.toMatchObject({
      code: 'VK002',
    });
    for (const action of ['young', 'old.held']) {
      const client = await database.owner.connect();
      await client.query('begin');
      await client.query(
        `insert into valetkey.audit_checkpoint (position, head, kept, kept_hash, events_before, at, public_key, signature)
         select position, head, kept, kept_hash, events_before, at, public_key, signature from valetkey.audit_checkpoint`,
      );
      await client.query(
        'delete from valetkey.audit_seal where event_id = (select id from valetkey.audit_event where action = $1)',
        [action],
      );
      await expect(
        client.query('delete from valetkey.audit_event where action = $1', [action]),
      ).rejects.toMatchObject({ code: 'VK002' });
      await client.query('rollback');
      client.release();
    }
  });

  it('is found when somebody does it by hand', async () => {
    const ids = await database.owner.query(`select event_id from valetkey.audit_seal where position <= 1`);
    await tamper('audit_seal', 'delete from valetkey.audit_seal where position <= 1');
    await database.owner.query('delete from valetkey.audit_personal');
    await tamper('audit_event', 'delete from valetkey.audit_event where id = $1', [ids.rows[0].event_id]);
    expect((await verify()).firstBreak).toMatchObject({ position: 1, problem: 'seal missing' });
  });

  it.each([
    ['its head', "head = repeat('a', 64)", 'chain changed'],
    ['its place', 'position = position + 1', 'chain changed'],
    ['the count of what was kept', 'kept = kept + 1', 'kept event missing'],
    ['the hash of what was kept', "kept_hash = repeat('a', 64)", 'chain changed'],
  ])('finds a checkpoint with another %s', async (_, change, problem) => {
    await prune();
    await tamper('audit_checkpoint', `update valetkey.audit_checkpoint set ${change}`);
    expect((await verify()).firstBreak).toMatchObject({ problem });
  });

  it('asks whether the checkpoint is signed, and finds one that was taken away', async () => {
    await prune();
    const isCheckpointSigned = ({ signature }: { signature: string }) => signature === 'signed';
    expect(await verify({ isCheckpointSigned })).toMatchObject({ isValid: true });
    await tamper('audit_checkpoint', "update valetkey.audit_checkpoint set signature = 'mine'");
    expect((await verify({ isCheckpointSigned })).firstBreak).toEqual({
      ...{ position: 3, eventId: null, problem: 'checkpoint changed' },
    });
    await tamper('audit_checkpoint', 'delete from valetkey.audit_checkpoint');
    expect((await verify()).firstBreak).toMatchObject({ position: 1, problem: 'seal missing' });
  });

  it('finds what is changed or missing of the events that were kept', async () => {
    await prune();
    await tamper('audit_event', "update valetkey.audit_event set actor_id = 'bob' where action = 'old.held'");
    expect((await verify()).firstBreak).toMatchObject({ position: 2, problem: 'event changed' });
    await tamper(
      'audit_event',
      "update valetkey.audit_event set actor_id = 'alice' where action = 'old.held'",
    );
    expect((await verify()).isValid).toBe(true);
    await tamper('audit_seal', 'delete from valetkey.audit_seal where position = 2');
    expect((await verify()).firstBreak).toMatchObject({ problem: 'kept event missing' });
  });

  it('compares a saved head with the checkpoint, and says when it lies before it', async () => {
    await sealAuditEvents(database.worker);
    const seals = await database.app.query('select position::int, hash from valetkey.audit_seal');
    const savedAt = (place: number) => ({
      sealed: place,
      head: seals.rows.find(({ position }) => position === place).hash,
    });
    const before = savedAt(1);
    const exact = savedAt(3);
    await prune();
    for (const isFromSaved of [false, true]) {
      expect(await verify({ saved: exact, isFromSaved })).toMatchObject({
        ...{ isValid: true, isSavedPruned: false },
      });
      expect(await verify({ saved: before, isFromSaved })).toMatchObject({
        ...{ isValid: true, isSavedPruned: true },
      });
      expect(
        (await verify({ saved: { ...exact, head: 'b'.repeat(64) }, isFromSaved })).firstBreak,
      ).toMatchObject({ position: 3, problem: 'chain changed' });
    }
  });
});
