import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loginOf, openTestDatabase, type TestDatabase, testServers } from '../../test/postgresDatabase.ts';
import { reviewStates, reviewTransitions, storageStates, storageTransitions } from '../protocol/index.ts';
import { createRoles, migrationsDirectory, readSchemaState, runMigrations } from './index.ts';

const ours = [{ name: 'valetkey', directory: migrationsDirectory }];

describe.each(testServers)('schema on $label', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(server);
  });
  afterAll(() => database?.close());

  it('has the same state table as the code', async () => {
    const { rows } = await database.app.query('select from_state, to_state from valetkey.storage_transition');
    const inSql = rows.map((row) => `${row.from_state} -> ${row.to_state}`).sort();
    const inCode = Object.entries(storageTransitions).flatMap(([from, to]) =>
      to.map((state) => `${from} -> ${state}`),
    );
    expect(inSql).toEqual(inCode.sort());
    const check = await database.owner.query(
      `select pg_get_constraintdef(oid) as definition from pg_constraint
       where conrelid = 'valetkey.upload'::regclass and pg_get_constraintdef(oid) like '%''reserved''%'`,
    );
    const inCheck = [...String(check.rows[0]?.definition).matchAll(/'([a-z]+)'/g)].map((match) => match[1]);
    expect(inCheck.sort()).toEqual([...storageStates].sort());
  });

  it('has the same review table as the code', async () => {
    const { rows } = await database.app.query('select from_state, to_state from valetkey.review_transition');
    const inSql = rows.map((row) => `${row.from_state} -> ${row.to_state}`).sort();
    const inCode = Object.entries(reviewTransitions).flatMap(([from, to]) =>
      to.map((state) => `${from} -> ${state}`),
    );
    expect(inSql).toEqual(inCode.sort());
    const check = await database.owner.query(
      `select pg_get_constraintdef(oid) as definition from pg_constraint
       where conrelid = 'valetkey.upload'::regclass and pg_get_constraintdef(oid) like '%''unreviewed''%'`,
    );
    const inCheck = [...String(check.rows[0]?.definition).matchAll(/'([a-z_]+)'/g)].map((match) => match[1]);
    expect(inCheck.sort()).toEqual([...reviewStates].sort());
  });

  it('has Parquet files among the tables, also those that were there before', async () => {
    const migration = await readFile(new URL('0020_parquet_category.sql', migrationsDirectory), 'utf8');
    const client = await database.owner.connect();
    const categories = async () => (await client.query('select category from valetkey.file')).rows;
    try {
      await client.query('begin');
      await client.query(
        `create or replace function valetkey.file_category(content_type text) returns text
         language sql immutable parallel safe as $$ select 'other' $$`,
      );
      await client.query(
        `insert into valetkey.file (id, owner_id, name, created_at, updated_at, content_type)
         values (repeat('a', 26), 'ann', 'a.parquet', now(), now(), 'application/vnd.apache.parquet')`,
      );
      expect(await categories()).toEqual([{ category: 'other' }]);
      await client.query(migration);
      expect(await categories()).toEqual([{ category: 'spreadsheet' }]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('has every foreign key and every column that is searched by covered by an index', async () => {
    const { rows } = await database.owner.query(
      `select c.conrelid::regclass || '.' || a.attname as name from pg_constraint c
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
       where c.contype = 'f' and c.connamespace = 'valetkey'::regnamespace and not exists (
         select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1])`,
    );
    expect(rows).toEqual([]);
  });

  it('lets nobody but the owner change the schema or read what is not granted', async () => {
    for (const pool of [database.app, database.worker]) {
      for (const forbidden of [
        'create table valetkey.mine (id int)',
        'alter table valetkey.audit_event disable trigger all',
        'drop trigger upload_before_update on valetkey.upload',
        "insert into valetkey.storage_transition values ('purged', 'available')",
        "insert into valetkey.review_transition values ('unreviewed', 'approved')",
        'drop trigger upload_review on valetkey.upload',
        'delete from valetkey.upload',
        'delete from valetkey.file',
        "insert into valetkey.audit_seal values (1, '', '', '', now())",
        'delete from valetkey.audit_pending',
        'delete from valetkey.audit_personal',
        "update valetkey.audit_personal set reason = ''",
        "update valetkey.migration set sha256 = ''",
        "set session_replication_role = 'replica'",
      ]) {
        await expect(pool.query(forbidden), forbidden).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  it('runs once, in any number of programs at once, and again without effect', async () => {
    const runs = await Promise.all(
      [1, 2, 3].map(() => runMigrations({ pool: database.owner, sources: ours })),
    );
    expect(runs.flatMap((run) => run.applied)).toEqual([]);
    expect(await readSchemaState({ pool: database.app, sources: ours })).toEqual({
      pending: [],
      problem: null,
    });
  });

  describe('runMigrations', () => {
    let directory = '';
    const source = () => ({ name: 'mine', directory });
    const run = () => runMigrations({ pool: database.owner, sources: [source()] });
    const write = (name: string, sql: string) => writeFile(join(directory, name), sql);
    const has = async (table: string) =>
      (await database.owner.query('select to_regclass($1) is not null as has', [table])).rows[0].has;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'valetkey migrations #1 '));
    });
    afterAll(() => rm(directory, { recursive: true }));

    it('writes nothing when a later file fails', async () => {
      await write('0001_one.sql', 'create table public.one (id int);');
      await write('0002_two.sql', 'create table public.two (id int); select nonsense;');
      await expect(run()).rejects.toThrow(/mine\/0002_two\.sql failed, nothing was written.*nonsense/);
      expect(await has('public.one')).toBe(false);
      await write('0002_two.sql', 'create table public.two (id int);');
      expect(await run()).toEqual({ applied: ['mine/0001_one.sql', 'mine/0002_two.sql'] });
      expect(await has('public.two')).toBe(true);
    });

    it('does not mind another line end, and minds another text', async () => {
      await write('0001_one.sql', 'create table public.one (id int);\r\n');
      await expect(run()).rejects.toThrow(/another text of mine\/0001_one\.sql/);
      await write('0001_one.sql', 'create table public.one (id int);');
      expect(await run()).toEqual({ applied: [] });
    });

    it('refuses a file that comes too late, and a name of another form', async () => {
      await write('0003_three.sql', 'select 1');
      expect(await run()).toEqual({ applied: ['mine/0003_three.sql'] });
      await rm(join(directory, '0002_two.sql'));
      await expect(run()).rejects.toThrow(/newer version of this program \(it has mine\/0002_two\.sql\)/);
      await write('0002_two.sql', 'create table public.two (id int);');
      await write('0000_zero.sql', 'create table public.zero (id int);');
      await expect(run()).rejects.toThrow(/mine\/0000_zero\.sql is missing/);
      expect(await has('public.zero')).toBe(false);
      await rm(join(directory, '0000_zero.sql'));
      await write('4.sql', 'select 1');
      await expect(run()).rejects.toThrow(/4\.sql/);
    });
  });

  describe('createRoles', () => {
    it('says what an administrator must do when the login may not make roles', async () => {
      await database.owner.query("create role vk_limited login password 'limited-secret'");
      const url = new URL(database.urls.owner);
      url.username = 'vk_limited';
      url.password = 'limited-secret';
      await database.owner.query(`grant connect on database "${url.pathname.slice(1)}" to vk_limited`);
      const pool = new pg.Pool({ connectionString: url.href, max: 1 });
      pool.on('error', () => undefined);
      try {
        const app = { user: 'vk_missing', password: 'do-not-show' };
        const refusal = await createRoles({ pool, app, worker: app }).catch((error: Error) => error);
        expect(String(refusal)).toMatch(
          /login vk_limited may not create roles.*administrator.*create role "vk_missing" login password '\.\.\.'/,
        );
        expect(JSON.stringify(refusal) + String(refusal)).not.toContain('do-not-show');
        // With a single login for everything it goes on, and says what that costs.
        const { warnings } = await createRoles({ pool, app: loginOf(url.href), worker: loginOf(url.href) });
        expect(warnings.join()).toMatch(/DATABASE_MIGRATION_URL/);
      } finally {
        await pool.end();
        await database.owner.query(`revoke connect on database "${url.pathname.slice(1)}" from vk_limited`);
        await database.owner.query('drop role vk_limited');
      }
    });

    it('makes a login of another name a member of the role', async () => {
      const app = { user: 'vk other', password: `it's "quoted"` };
      const make = () => createRoles({ pool: database.owner, app });
      const refusal = await make().catch((error: Error) => error.message);
      if (typeof refusal === 'string') {
        // From PostgreSQL 16 on, a role may only be given away by who made it.
        expect(refusal).toMatch(/was refused.*run: grant "valetkey_app" to "vk other";$/);
      } else {
        await make();
        const { rows } = await database.owner.query(
          "select pg_has_role('vk other', 'valetkey_app', 'member') as is",
        );
        expect(rows[0].is).toBe(true);
      }
      await database.owner.query('drop role "vk other"');
    });
  });
});
