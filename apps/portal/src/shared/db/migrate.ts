import 'server-only';
import type { Pool, PoolClient } from 'pg';
import { createRoles, readSchemaState, runMigrations } from 'valetkey/postgres';
import { createDatabasePool } from './createDatabasePool';
import { migrationSources, newestJobMigration } from './migrationSources';

export type MigrateDatabaseOptions = {
  /** Login that owns the schemas. */
  migrationUrl: string;
  /** Login of the application; made with this password when it does not exist. */
  appUrl: string;
  /** Login of the workers; likewise. */
  workerUrl: string;
  /** Folder of the portal's SQL files. */
  portalMigrationsDirectory: string | URL;
};

/** A fault of the set-up that a message explains better than a stack. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

/**
 * Brings the database up to this release: the library's schema, the job queue's, the portal's. Everything is compared before
 * anything is written, so that a newer database stays untouched. Safe to run at every start and by several at once.
 */
export async function migrateDatabase(
  options: MigrateDatabaseOptions,
): Promise<{ applied: string[]; warnings: string[] }> {
  const { migrationUrl, appUrl, workerUrl, portalMigrationsDirectory } = options;
  const { library, portal } = migrationSources(portalMigrationsDirectory);
  const pool = createDatabasePool({
    connectionString: migrationUrl,
    applicationName: 'valetkey-migrate',
    max: 3,
  });
  const locks: PoolClient[] = [];
  try {
    const { problem } = await readSchemaState({ pool, sources: [library, portal] });
    if (problem !== null) throw new MigrationRefused(problem);
    await refuseNewerJobQueue(pool);
    // The job queue's own migration does not bear company. The lock ends with its connection, below.
    const lock = await pool.connect();
    locks.push(lock);
    await lock.query("select pg_advisory_lock(hashtextextended('valetkey.migrateDatabase', 0))");

    const { warnings } = await createRoles({ pool, app: loginOf(appUrl), worker: loginOf(workerUrl) });
    const first = await runMigrations({ pool, sources: [library] });
    await migrateJobQueue(pool);
    const second = await runMigrations({ pool, sources: [portal] });
    return { applied: [...first.applied, ...second.applied], warnings };
  } finally {
    for (const lock of locks) lock.release(true);
    await pool.end();
  }
}

/** Whether the application may start on this database: `null`, or what is wrong with it. */
export async function checkSchema(
  pool: Pool,
  portalMigrationsDirectory: string | URL,
): Promise<string | null> {
  const { library, portal } = migrationSources(portalMigrationsDirectory);
  const { pending, problem } = await readSchemaState({ pool, sources: [library, portal] });
  if (problem !== null) return problem;
  return pending.length === 0 ? null : `The database lacks ${pending.join(', ')}. Run the migration.`;
}

async function migrateJobQueue(pool: Pool): Promise<void> {
  // Loaded here, so that the portal, which never migrates, does not carry the queue's code.
  const { Logger, runMigrations: migrate } = await import('graphile-worker');
  // It tells about each of its steps; only what goes wrong is of interest, and that it throws.
  await migrate({ pgPool: pool, logger: new Logger(() => () => undefined) });
}

async function refuseNewerJobQueue(pool: Pool): Promise<void> {
  const found = await pool.query<{ exists: boolean }>(
    "select to_regclass('graphile_worker.migrations') is not null as exists",
  );
  if (found.rows[0]?.exists !== true) return;
  const newest = await pool.query<{ id: number | null }>(
    'select max(id) as id from graphile_worker.migrations',
  );
  const id = newest.rows[0]?.id ?? 0;
  if (id > newestJobMigration) {
    throw new MigrationRefused(
      `The job queue of this database was migrated by a newer release (step ${id}, this one knows ${newestJobMigration}).`,
    );
  }
}

function loginOf(connectionString: string): { user: string; password: string } {
  const url = new URL(connectionString);
  return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}
