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
    await expect(run(['sign', 'first.json'])).rejects.toMatchObject({ code: 'EEXIST' });
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

  /** What only somebody who owns the server can do: past the privileges and past the trigger. */
  const tamper = (table: string, statement: string) =>
    owner.query(
      `alter table valetkey.${table} disable trigger ${table}_append_only; ${statement};
       alter table valetkey.${table} enable always trigger ${table}_append_only`,
    );

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
