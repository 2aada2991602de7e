import type { Pool, PoolClient } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import { type MigrationSet, type MigrationSource, readMigrations } from './readMigrations.ts';

export type RunMigrationsOptions = {
  /** Connections of the login that owns the schema; it needs the right to create schemas in this database. */
  pool: Pool;
  /** Folders of SQL files, in the order in which they run. */
  sources: readonly MigrationSource[];
};

export type SchemaState = {
  /** Migrations that this program brings and the database does not have, in order. */
  pending: string[];
  /** Why this program must not use this database: it is newer, or was migrated with other files. `null` when all is well. */
  problem: string | null;
};

type Applied = { name: string; sha256: string };

/**
 * Compares the database with the SQL files and writes nothing. For a start-up or health check any login will do that may
 * read `valetkey.migration`.
 */
export async function readSchemaState(options: RunMigrationsOptions): Promise<SchemaState> {
  const sets = await Promise.all(options.sources.map(readMigrations));
  return withClient(options.pool, async (client) => compare(sets, await readApplied(client)));
}

/**
 * Runs what is missing, in one transaction: all of it or nothing. Two programs that start together wait for each other.
 * A database that a newer or another version of the files has migrated is refused, untouched.
 */
export async function runMigrations(options: RunMigrationsOptions): Promise<{ applied: string[] }> {
  const sets = await Promise.all(options.sources.map(readMigrations));
  return withClient(options.pool, async (client) => {
    await client.query('begin');
    try {
      await client.query("select pg_advisory_xact_lock(hashtextextended('valetkey.migration', 0))");
      const { pending, problem } = compare(sets, await readApplied(client));
      if (problem !== null) throw new ValetKeyError('INVALID_OPTION', problem);
      if (pending.length > 0) {
        await client.query(`
          create schema if not exists valetkey;
          create table if not exists valetkey.migration (
            name text primary key, sha256 text not null, applied_at timestamptz not null default now()
          )`);
      }
      for (const migration of sets.flatMap((set) => set.numbered)) {
        if (!pending.includes(migration.name)) continue;
        await runFile(client, migration.name, migration.sql);
        await client.query('insert into valetkey.migration (name, sha256) values ($1, $2)', [
          migration.name,
          migration.sha256,
        ]);
      }
      for (const migration of sets.flatMap((set) => set.repeated)) {
        await runFile(client, migration.name, migration.sql);
      }
      await client.query('commit');
      return { applied: pending };
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  });
}

async function runFile(client: PoolClient, name: string, sql: string): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ValetKeyError(
      'INVALID_OPTION',
      `The migration ${name} failed, nothing was written: ${reason}`,
      {
        cause: error,
      },
    );
  }
}

async function readApplied(client: PoolClient): Promise<Applied[]> {
  const found = await client.query<{ exists: boolean }>(
    "select to_regclass('valetkey.migration') is not null as exists",
  );
  if (found.rows[0]?.exists !== true) return [];
  const applied = await client.query<Applied>('select name, sha256 from valetkey.migration order by name');
  return applied.rows;
}

function compare(sets: readonly MigrationSet[], applied: readonly Applied[]): SchemaState {
  const pending: string[] = [];
  for (const set of sets) {
    const known = new Map(set.numbered.map((migration) => [migration.name, migration.sha256]));
    const ours = applied.filter((migration) => migration.name.startsWith(set.prefix));
    const newer = ours.filter((migration) => !known.has(migration.name)).map((migration) => migration.name);
    if (newer.length > 0) {
      return refusal(
        `The database was migrated by a newer version of this program (it has ${newer.join(', ')}). ` +
          'Start that version, or use another database.',
      );
    }
    const changed = ours.filter((migration) => known.get(migration.name) !== migration.sha256);
    if (changed.length > 0) {
      return refusal(
        `The database was migrated with another text of ${changed.map((migration) => migration.name).join(', ')}. ` +
          'Restore those files, or use another database.',
      );
    }
    const last = ours.at(-1)?.name ?? '';
    const missing = set.numbered.filter((migration) => !ours.some(({ name }) => name === migration.name));
    const early = missing.find((migration) => migration.name < last);
    if (early !== undefined) {
      return refusal(`The migration ${early.name} is missing in a database that already has ${last}.`);
    }
    pending.push(...missing.map((migration) => migration.name));
  }
  return { pending, problem: null };
}

function refusal(problem: string): SchemaState {
  return { pending: [], problem };
}

/** Connects with an error that says where to, and never the password. */
export async function withClient<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new ValetKeyError(
      'RECORDS_UNAVAILABLE',
      `The database cannot be reached (${reason}). Check that PostgreSQL runs and that the database URL is right.`,
      { cause: error },
    );
  }
  try {
    return await work(client);
  } finally {
    client.release();
  }
}
