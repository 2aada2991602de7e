import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getMigrations } from 'better-auth/db/migration';
import { admin } from 'better-auth/plugins';
import { run } from 'graphile-worker';
import { PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enqueueJob } from '@/shared/jobs/index.server';
import {
  type EmbeddedPostgres,
  findSystemPostgres,
  startTestPostgres,
} from '../../../../../scripts/lib/embeddedPostgres.mjs';
import { checkSchema, migrateDatabase } from './migrate';
import { newestJobMigration } from './migrationSources';

const portalMigrationsDirectory = fileURLToPath(new URL('../../../migrations', import.meta.url));
const systemBinaries = findSystemPostgres();
const servers = [
  { label: 'embedded PostgreSQL', binaries: undefined },
  ...(systemBinaries === null ? [] : [{ label: 'PostgreSQL of the system', binaries: systemBinaries }]),
];

describe.each(servers)('migrateDatabase on $label', ({ binaries }) => {
  let server: EmbeddedPostgres;
  let owner: Pool;
  let app: Pool;
  let worker: Pool;

  function options(changes: { portalMigrationsDirectory?: string } = {}) {
    return {
      migrationUrl: server.urls.owner,
      appUrl: server.urls.app,
      workerUrl: server.urls.worker,
      portalMigrationsDirectory,
      ...changes,
    };
  }

  beforeAll(async () => {
    server = await startTestPostgres(binaries === undefined ? {} : { binaries });
    owner = new Pool({ connectionString: server.urls.owner, max: 4 });
    app = new Pool({ connectionString: server.urls.app, max: 4 });
    worker = new Pool({ connectionString: server.urls.worker, max: 8 });
    // The server may end before the last idle connection did.
    for (const pool of [owner, app, worker]) {
      pool.on('error', () => undefined);
      pool.on('connect', (client) => client.on('error', () => undefined));
    }
  });
  afterAll(async () => {
    await Promise.all([owner?.end(), app?.end(), worker?.end()]);
    await server?.stop();
  });

  it('makes everything once, also when three start together', async () => {
    const answers = await Promise.all([
      migrateDatabase(options()),
      migrateDatabase(options()),
      migrateDatabase(options()),
    ]);
    const applied = answers.flatMap((answer) => answer.applied);
    expect(applied.length).toBe(new Set(applied).size);
    expect(applied).toContain('valetkey/0001_files.sql');
    expect(applied).toContain('portal/0001_accounts.sql');
    expect(answers[0]?.warnings).toEqual([]);
    expect((await migrateDatabase(options())).applied).toEqual([]);
    expect(await checkSchema(app, portalMigrationsDirectory)).toBe(null);
  });

  it('has the tables that better-auth asks for', async () => {
    const wanted = await getMigrations({
      secret: 'x'.repeat(32),
      baseURL: 'http://localhost',
      database: { dialect: new PostgresDialect({ pool: owner }), type: 'postgres', schemaName: 'auth' },
      emailAndPassword: { enabled: true },
      plugins: [admin()],
      rateLimit: { enabled: true, storage: 'database' },
    });
    expect(wanted.toBeCreated).toEqual([]);
    expect(wanted.toBeAdded).toEqual([]);
  });

  it('gives the application accounts and records, and no hand on the queue or on history', async () => {
    await app.query(
      `insert into auth."user" ("id", "name", "email", "emailVerified") values ('u1', 'Alice', 'a@example.com', true)`,
    );
    await app.query(`delete from auth."user" where "id" = 'u1'`);
    for (const forbidden of [
      'select * from graphile_worker._private_jobs',
      "select graphile_worker.add_job('verify')",
      'delete from valetkey.audit_event',
      'truncate valetkey.audit_event',
      'insert into valetkey.migration (name, sha256) values (1, 1)',
      'create table valetkey.mine (id int)',
    ]) {
      await expect(app.query(forbidden), forbidden).rejects.toMatchObject({ code: '42501' });
    }
    await expect(worker.query('select * from auth.session')).rejects.toMatchObject({ code: '42501' });
  });

  it('runs a job that the application added in its transaction, as the worker', async () => {
    const client = await app.connect();
    await client.query('begin');
    await enqueueJob(client, { name: 'verify', payload: { uploadId: 'rolled back' } });
    await client.query('rollback');
    await client.query('begin');
    await enqueueJob(client, { name: 'verify', payload: { uploadId: 'kept' } });
    await client.query('commit');
    client.release();

    const seen: unknown[] = [];
    let onJob = () => {};
    const worked = new Promise<void>((resolve) => {
      onJob = resolve;
    });
    const runner = await run({
      pgPool: worker,
      concurrency: 2,
      noHandleSignals: true,
      crontab: '* * * * * sweep',
      taskList: {
        sweep: async () => undefined,
        verify: async (payload) => {
          seen.push(payload);
          onJob();
        },
      },
    });
    await Promise.race([worked, runner.promise]);
    // Ends when the job under way has been taken from the queue.
    await runner.stop();
    expect(seen).toEqual([{ uploadId: 'kept' }]);
    // A minute may begin meanwhile, and with it the schedule's own job.
    const left = await worker.query("select from graphile_worker.jobs where task_identifier = 'verify'");
    expect(left.rowCount).toBe(0);
  });

  it('knows the newest step of the job queue', async () => {
    const { rows } = await owner.query('select max(id) as id from graphile_worker.migrations');
    expect(rows[0].id).toBe(newestJobMigration);
  });

  it('refuses a newer or a changed database and writes nothing', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'valetkey-migrations-'));
    const state = async () => (await owner.query('select * from valetkey.migration order by name')).rows;
    const before = await state();
    try {
      // This release lacks a file that the database has.
      for (const file of await readdir(portalMigrationsDirectory)) {
        if (!file.startsWith('0002')) await cp(join(portalMigrationsDirectory, file), join(directory, file));
      }
      await expect(migrateDatabase(options({ portalMigrationsDirectory: directory }))).rejects.toThrow(
        /newer version.*portal\/0002_jobs\.sql/,
      );
      await writeFile(join(directory, '0002_jobs.sql'), 'select 1;');
      await expect(migrateDatabase(options({ portalMigrationsDirectory: directory }))).rejects.toThrow(
        /another text of portal\/0002_jobs\.sql/,
      );
      expect(await checkSchema(app, directory)).toMatch(/another text/);
      await owner.query('insert into graphile_worker.migrations (id) values (20)');
      await expect(migrateDatabase(options())).rejects.toThrow(/job queue.*newer release/);
      await owner.query('delete from graphile_worker.migrations where id = 20');
      expect(await state()).toEqual(before);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('says when the server cannot be reached, without the password', async () => {
    const url = new URL(server.urls.owner);
    url.port = '1';
    const refusal = await migrateDatabase({ ...options(), migrationUrl: url.href }).catch(
      (error: Error) => error,
    );
    expect(String(refusal)).toMatch(/database cannot be reached \(.*ECONNREFUSED/);
    expect(String(refusal)).not.toContain(url.password);
  });
});
