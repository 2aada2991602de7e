import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase, testServers } from '../../test/postgresDatabase.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import { fillRandom, insertAuditEvents } from './auditEvents.ts';
import { sealAuditEvents, verifyAuditChain } from './index.ts';

function event(changes: Partial<NewAuditEvent> = {}): NewAuditEvent {
  return {
    at: new Date(Date.UTC(2030, 0, 1, 12, 0, 0, 7)),
    actor: { type: 'user', id: 'alice' },
    action: 'url.signed',
    fileId: 'f'.repeat(26),
    version: 1,
    purpose: 'download',
    reason: null,
    requestId: 'r',
    ...changes,
  };
}

describe.each(testServers)('audit on $label', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(server);
  });
  afterAll(() => database?.close());

  const write = (...events: NewAuditEvent[]) => insertAuditEvents(database.app, events, fillRandom);

  /** What only somebody who owns the server could do: past the privileges and past the trigger. */
  async function tamper(statement: string, table = 'audit_event'): Promise<void> {
    await database.owner.query(
      `alter table valetkey.${table} disable trigger ${table}_append_only;
       ${statement};
       alter table valetkey.${table} enable always trigger ${table}_append_only`,
    );
  }

  it('refuses to change history for everyone, the owner too', async () => {
    await write(event());
    for (const table of ['audit_event', 'audit_seal']) {
      for (const statement of [
        `update valetkey.${table} set event_id = event_id`.replace(
          'event_id = event_id',
          table === 'audit_event' ? "action = 'nothing'" : "hash = 'nothing'",
        ),
        `delete from valetkey.${table}`,
        `truncate valetkey.${table} cascade`,
      ]) {
        for (const pool of [database.app, database.worker]) {
          await expect(pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
        }
        await expect(database.owner.query(statement), statement).rejects.toMatchObject({ code: 'VK002' });
      }
    }
  });

  it('does not believe a hash that comes with the event', async () => {
    await database.app.query(
      `insert into valetkey.audit_event (id, at, actor_type, actor_id, action, request_id, hash)
       values ('forged', now(), 'user', 'mallory', 'x', 'r', repeat('0', 64))`,
    );
    const { rows } = await database.app.query("select hash from valetkey.audit_event where id = 'forged'");
    expect(rows[0].hash).not.toBe('0'.repeat(64));
    expect((await verifyAuditChain(database.app)).isValid).toBe(true);
  });

  it('chains events in the order of their commits and reports the tail', async () => {
    await sealAuditEvents(database.worker);
    const early = await database.app.connect();
    await early.query('begin');
    await insertAuditEvents(early, [event({ action: 'began.first' })], fillRandom);
    await write(event({ action: 'committed.first', details: { b: 'ü€🙂', a: 1 }, purpose: null }));
    expect(await sealAuditEvents(database.worker)).toBe(1);
    await early.query('commit');
    early.release();
    const before = await verifyAuditChain(database.app);
    expect(before).toMatchObject({ isValid: true, unsealed: 1, firstBreak: null });
    expect(await sealAuditEvents(database.worker)).toBe(1);
    const { rows } = await database.app.query(
      `select e.action from valetkey.audit_seal s join valetkey.audit_event e on e.id = s.event_id
       order by s.position desc limit 2`,
    );
    expect(rows.map((row) => row.action)).toEqual(['began.first', 'committed.first']);
    const after = await verifyAuditChain(database.app);
    expect(after).toMatchObject({ isValid: true, unsealed: 0, sealed: before.sealed + 1 });
    expect(after.head).toMatch(/^[0-9a-f]{64}$/);
  });

  it('chains every event once when many write and many seal', async () => {
    await sealAuditEvents(database.worker);
    const before = await verifyAuditChain(database.app);
    const sealed = await Promise.all([
      ...Array.from({ length: 50 }, async (_, index) => {
        await write(event({ requestId: `${index}` }), event({ requestId: `${index}` }));
        return 0;
      }),
      ...Array.from({ length: 8 }, () => sealAuditEvents(database.worker)),
    ]);
    sealed.push(await sealAuditEvents(database.worker));
    expect(sealed.reduce((sum, count) => sum + count, 0)).toBe(100);
    const after = await verifyAuditChain(database.app);
    expect(after).toMatchObject({ isValid: true, unsealed: 0, sealed: before.sealed + 100 });
  });

  it('stays valid when the personal text of an event is erased, and not when it is changed', async () => {
    await write(event({ requestId: 'personal', reason: 'Mrs Smith asked\0 for it \ud800' }));
    await sealAuditEvents(database.worker);
    const { rows } = await database.app.query(
      `select p.reason, e.id from valetkey.audit_personal p join valetkey.audit_event e on e.id = p.event_id
       where e.request_id = 'personal'`,
    );
    expect(rows[0].reason).toMatch(/^Mrs Smith asked/);
    await database.owner.query("update valetkey.audit_personal set reason = 'Nobody asked'");
    expect((await verifyAuditChain(database.app)).firstBreak).toMatchObject({
      eventId: rows[0].id,
      problem: 'personal text changed',
    });
    await database.owner.query('delete from valetkey.audit_personal');
    expect((await verifyAuditChain(database.app)).isValid).toBe(true);
  });

  it('misses the end that a saved head had, also when nothing else shows it was cut off', async () => {
    await write(event(), event(), event());
    await sealAuditEvents(database.worker);
    const { sealed, head } = await verifyAuditChain(database.app);
    const saved = { sealed, head: head! };
    await write(event(), event());
    await sealAuditEvents(database.worker);
    expect(await verifyAuditChain(database.app, { saved })).toMatchObject({
      isValid: true,
      sealed: sealed + 2,
    });
    expect(await verifyAuditChain(database.app, { saved, isFromSaved: true })).toMatchObject({
      isValid: true,
      sealed: sealed + 2,
    });
    const later = await verifyAuditChain(database.app);
    const cut = `position > ${sealed - 1}`;
    const ids = await database.owner.query(`select event_id from valetkey.audit_seal where ${cut}`);
    await tamper(`delete from valetkey.audit_seal where ${cut}`, 'audit_seal');
    for (const { event_id: id } of ids.rows)
      await tamper(`delete from valetkey.audit_event where id = '${id}'`);
    // What is left fits together, so only what was kept elsewhere tells.
    expect((await verifyAuditChain(database.app)).isValid).toBe(true);
    for (const isFromSaved of [false, true])
      expect((await verifyAuditChain(database.app, { saved, isFromSaved })).firstBreak).toEqual({
        position: sealed,
        eventId: null,
        problem: 'end missing',
      });
    // A chain that was cut and went on is another one.
    await write(event(), event(), event());
    await sealAuditEvents(database.worker);
    for (const before of [saved, { sealed: later.sealed, head: later.head! }])
      expect((await verifyAuditChain(database.app, { saved: before })).firstBreak).toMatchObject({
        position: before.sealed,
        problem: 'chain changed',
      });
  });

  it('finds a changed event, a missing one and a broken chain', async () => {
    await write(event({ action: 'victim' }), event(), event());
    await sealAuditEvents(database.worker);
    const { rows } = await database.owner.query(
      `select s.position::int, e.id from valetkey.audit_seal s join valetkey.audit_event e on e.id = s.event_id
       where e.action = 'victim'`,
    );
    const { position, id } = rows[0];
    await tamper(`update valetkey.audit_event set actor_id = 'bob' where id = '${id}'`);
    expect((await verifyAuditChain(database.app)).firstBreak).toEqual({
      position,
      eventId: id,
      problem: 'event changed',
    });
    await tamper(`update valetkey.audit_event set actor_id = 'alice' where id = '${id}'`);
    expect((await verifyAuditChain(database.app)).isValid).toBe(true);

    await tamper(
      `update valetkey.audit_seal set hash = repeat('a', 64) where position = ${position}`,
      'audit_seal',
    );
    expect((await verifyAuditChain(database.app)).firstBreak).toMatchObject({
      position,
      problem: 'chain changed',
    });

    await tamper(`delete from valetkey.audit_seal where position = ${position}`, 'audit_seal');
    expect((await verifyAuditChain(database.app)).firstBreak).toMatchObject({
      position,
      problem: 'seal missing',
    });
  });
});
