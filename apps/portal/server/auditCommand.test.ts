import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createAuditTrail, sealAuditEvents } from 'valetkey/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicKeyOf, readSigningKey } from '@/shared/audit-proof/index.server';
import { createDatabasePool, migrateDatabase } from '@/shared/db/index.server';
import { type EmbeddedPostgres, startTestPostgres } from '../../../scripts/lib/embeddedPostgres.mjs';
import { runAuditCommand } from './auditCommand';

const signingKey = Buffer.alloc(32, 1).toString('base64url');
const publicKey = publicKeyOf(readSigningKey(signingKey));

let postgres: EmbeddedPostgres;
let pool: pg.Pool;
let owner: pg.Pool;
let folder: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  const { app, owner: migrationUrl, worker } = postgres.urls;
  await migrateDatabase({
    migrationUrl,
    appUrl: app,
    workerUrl: worker,
    portalMigrationsDirectory: new URL('../migrations/', import.meta.url),
  });
  pool = createDatabasePool({ connectionString: app, applicationName: 'test', max: 4 });
  owner = new pg.Pool({ connectionString: migrationUrl, max: 1 });
  owner.on('error', () => undefined);
  folder = await mkdtemp(path.join(tmpdir(), 'valetkey-audit-'));
});

afterAll(async () => {
  await Promise.all([pool?.end(), owner?.end()]);
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (args: string[], more: Partial<Parameters<typeof runAuditCommand>[0]> = {}) =>
  runAuditCommand({
    ...{ pool, args, signingKey, folder, requestId: 'test' },
    clock: () => new Date('2030-01-01T00:00:00Z'),
    ...more,
  });

/** What only somebody who owns the server can do: past the privileges and past the trigger. */
const tamper = (table: string, statement: string) =>
  owner.query(
    `alter table valetkey.${table} disable trigger ${table}_append_only; ${statement};
     alter table valetkey.${table} enable always trigger ${table}_append_only`,
  );

async function write(count: number): Promise<void> {
  const event = {
    at: new Date(),
    actor: { type: 'user' as const, id: 'ann' },
    action: 'file.viewed',
    ...{ fileId: null, version: null, purpose: null, reason: null, requestId: 'r' },
  };
  await createAuditTrail({ pool }).record(Array.from({ length: count }, () => event));
  await sealAuditEvents(pool);
}

describe('the audit command', () => {
  it('signs the end of the chain, which a later trail still has', async () => {
    await expect(run(['sign', 'none.json'])).rejects.toThrow(/Nothing is sealed yet/);
    await write(20);
    const signed = await run(['sign', 'first.json']);
    expect(signed).toMatchObject({
      isValid: true,
      text: expect.stringContaining(`Public key: ${publicKey}`),
    });
    const file = JSON.parse(await readFile(path.join(folder, 'first.json'), 'utf8'));
    expect(file).toMatchObject({ sealed: expect.any(Number), at: '2030-01-01T00:00:00.000Z', publicKey });
    await write(5);
    for (const saved of [{ head: 'first.json' }, { from: 'first.json' }])
      expect(await run(['verify'], saved)).toMatchObject({
        isValid: true,
        text: expect.stringContaining('It still has the head of 2030-01-01T00:00:00.000Z'),
      });
    const { rows } = await pool.query(
      "select action, actor_id from valetkey.audit_event where action like 'audit.%' order by seq",
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'audit.head_signed',
      'audit.verified',
      'audit.verified',
    ]);
    expect(rows[0].actor_id).toBe('command-line');
  });

  it('never writes over an older head, and takes none that is changed or of another key', async () => {
    await expect(run(['sign', 'first.json'])).rejects.toThrow(/file of this name/);
    const text = await readFile(path.join(folder, 'first.json'), 'utf8');
    await writeFile(path.join(folder, 'changed.json'), text.replace(/"sealed": \d+/, '"sealed": 1'));
    await expect(run(['verify'], { head: 'changed.json' })).rejects.toThrow(/was changed/);
    const other = Buffer.alloc(32, 2).toString('base64url');
    await expect(run(['verify'], { head: 'first.json', signingKey: other })).rejects.toThrow(
      /trusted one is/,
    );
    expect((await run(['verify'], { head: 'first.json', signingKey: undefined, publicKey })).isValid).toBe(
      true,
    );
    await expect(run(['sign', 'x.json'], { signingKey: undefined })).rejects.toThrow(/AUDIT_SIGNING_KEY/);
    await expect(run(['verify'], { head: 'missing.json' })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('finds one changed row, which the application cannot change', async () => {
    const change = `update valetkey.audit_event set actor_id = 'bob' where seq = 3`;
    await expect(pool.query(change)).rejects.toMatchObject({ code: '42501' });
    await expect(owner.query(change)).rejects.toMatchObject({ code: 'VK002' });
    await tamper('audit_event', change);
    expect(await run(['verify'], { head: 'first.json' })).toEqual({
      isValid: false,
      text: expect.stringMatching(
        /^BROKEN: an event was changed after it was written, at position 3 \(event /,
      ),
    });
    await expect(readFile(path.join(folder, 'never.json'))).rejects.toThrow();
    expect((await run(['sign', 'never.json'])).isValid).toBe(false);
    await expect(readFile(path.join(folder, 'never.json'))).rejects.toThrow();
    await tamper('audit_event', `update valetkey.audit_event set actor_id = 'ann' where seq = 3`);
    expect((await run(['verify'])).isValid).toBe(true);
  });

  it('finds by the signed head that the end was cut off, which the chain itself does not show', async () => {
    await sealAuditEvents(pool);
    await tamper(
      'audit_seal',
      `create temporary table cut as select event_id from valetkey.audit_seal where position > 15;
       delete from valetkey.audit_seal where position > 15`,
    );
    await tamper('audit_event', 'delete from valetkey.audit_event where id in (select event_id from cut)');
    expect((await run(['verify'])).isValid).toBe(true);
    for (const saved of [{ head: 'first.json' }, { from: 'first.json' }])
      expect(await run(['verify'], saved)).toMatchObject({
        isValid: false,
        text: expect.stringContaining('the end of the chain was cut off'),
      });
  });
});

describe('pruning by command', () => {
  const clock = () => new Date();
  const day = 86_400_000;
  const daysAgo = (days: number) => new Date(Date.now() - days * day);
  const held = 'h'.repeat(26);

  async function writeAt(at: Date, fileId: string | null = null): Promise<void> {
    await createAuditTrail({ pool }).record([
      {
        ...{ at, actor: { type: 'user', id: 'ann' }, action: 'file.viewed', fileId, version: null },
        ...{ purpose: null, reason: null, requestId: 'r' },
      },
    ]);
    await sealAuditEvents(pool);
  }

  beforeAll(async () => {
    // What the tests above cut off broke this chain for good.
    for (const table of ['audit_event', 'audit_seal'])
      await owner.query(`alter table valetkey.${table} disable trigger ${table}_append_only`);
    await owner.query(
      'truncate valetkey.audit_event, valetkey.audit_seal, valetkey.audit_personal, valetkey.audit_pending',
    );
    for (const table of ['audit_event', 'audit_seal'])
      await owner.query(`alter table valetkey.${table} enable always trigger ${table}_append_only`);
    await owner.query(
      `insert into valetkey.file (id, owner_id, name, created_at, updated_at, is_legally_held)
       values ($1, 'ann', 'a.pdf', now(), now(), true)`,
      [held],
    );
    for (const at of [700, 600, 500]) await writeAt(daysAgo(at));
    await writeAt(daysAgo(450), held);
    for (let more = 0; more < 3; more += 1) await writeAt(daysAgo(1));
  });

  const prune = (file: string, more: Partial<Parameters<typeof runAuditCommand>[0]> = {}) =>
    run(['prune', file], { clock, owner, ...more });
  const countEvents = async () =>
    Number((await pool.query('select count(*) as n from valetkey.audit_event')).rows[0].n);

  it('asks for the days, for the key, and for the login that may', async () => {
    const before = await countEvents();
    await expect(prune('never.json')).rejects.toThrow(/The settings keep all events/);
    for (const olderThan of ['89', 'all', '1e2.5', '-400'])
      await expect(prune('never.json', { olderThan })).rejects.toThrow(/days from 90/);
    await expect(prune('never.json', { olderThan: '400', signingKey: undefined })).rejects.toThrow(
      /AUDIT_SIGNING_KEY/,
    );
    await expect(run(['prune', 'never.json'], { clock, olderThan: '400' })).rejects.toThrow(
      /DATABASE_MIGRATION_URL/,
    );
    await expect(prune('never.json', { olderThan: '400', owner: pool })).rejects.toMatchObject({
      cause: { code: '42501' },
    });
    await expect(readFile(path.join(folder, 'never.json'))).rejects.toThrow();
    expect(await countEvents()).toBe(before);
  });

  it('removes nothing when the file is there already', async () => {
    const before = await countEvents();
    await expect(prune('first.json', { olderThan: '400' })).rejects.toThrow(/file of this name/);
    expect(await countEvents()).toBe(before);
  });

  it('removes what the settings keep no longer, and signs where the chain begins then', async () => {
    await sealAuditEvents(pool);
    await run(['sign', 'old.json'], { clock });
    await owner.query(
      `insert into portal.setting (key, value, updated_at, updated_by) values ('auditDays', '550', now(), 'ada')`,
    );
    const done = await prune('cut.json');
    expect(done).toMatchObject({
      isValid: true,
      text: expect.stringMatching(/^2 events from before .* were removed; 0 stay /),
    });
    await sealAuditEvents(pool);
    for (const saved of [{}, { head: 'cut.json' }, { from: 'cut.json' }, { head: 'old.json' }])
      expect(await run(['verify'], saved)).toMatchObject({
        isValid: true,
        text: expect.stringContaining('It begins after event 2: what was older was removed on'),
      });
    const later = await prune('later.json', { olderThan: '90' });
    expect(later.text).toMatch(/^1 events from before .* were removed; 1 stay /);
    expect((await prune('latest.json', { olderThan: '90' })).text).toMatch(/^Nothing is older than 90 days/);
  });

  it('takes a head that lies before the cut, and says that nothing is left to compare', async () => {
    const report = await run(['verify'], { head: 'cut.json' });
    expect(report).toMatchObject({
      isValid: true,
      text: expect.stringContaining('lies before that, and there is nothing left to compare it with'),
    });
  });

  it('does not believe a checkpoint that somebody else signed, or that was changed', async () => {
    const other = Buffer.alloc(32, 2).toString('base64url');
    const broken = {
      isValid: false,
      text: expect.stringMatching(/^BROKEN: the checkpoint .* is not signed with a trusted key/),
    };
    expect(await run(['verify'], { signingKey: other })).toEqual(broken);
    expect(await run(['verify'], { signingKey: other, publicKey })).toMatchObject({ isValid: true });
    await expect(run(['verify'], { signingKey: undefined })).rejects.toThrow(/AUDIT_SIGNING_KEY/);
    const change = (statement: string) => tamper('audit_checkpoint', statement);
    await change('update valetkey.audit_checkpoint set kept = kept + 1');
    expect(await run(['verify'])).toEqual(broken);
    // A broken chain is not pruned: the proof would go with it.
    expect(await prune('never.json', { olderThan: '90' })).toEqual(broken);
    await change('update valetkey.audit_checkpoint set kept = kept - 1');
    expect(await run(['verify'])).toMatchObject({ isValid: true });
  });
});
