import type { Pool } from 'pg';
import { createDatabasePool, migrateDatabase } from '@/shared/db/index.server';
import { startTestPostgres } from '../../../scripts/lib/embeddedPostgres.mjs';

export type PortalDatabase = {
  /** Logged in as the owner of the tables. */
  owner: Pool;
  /** As the portal. */
  app: Pool;
  /** As the workers. */
  worker: Pool;
  /** The same three as addresses, for a connection of one's own. */
  urls: { owner: string; app: string; worker: string };
  close(): Promise<void>;
};

/** A PostgreSQL of its own with the portal's tables, reached by the logins that the system uses. */
export async function openPortalDatabase(): Promise<PortalDatabase> {
  const postgres = await startTestPostgres();
  const { owner: migrationUrl, app: appUrl, worker: workerUrl } = postgres.urls;
  const portalMigrationsDirectory = new URL('../migrations/', import.meta.url);
  await migrateDatabase({ migrationUrl, appUrl, workerUrl, portalMigrationsDirectory });
  const [owner, app, worker] = [migrationUrl, appUrl, workerUrl].map((connectionString) =>
    createDatabasePool({ connectionString, applicationName: 'test' }),
  ) as [Pool, Pool, Pool];
  return {
    owner,
    app,
    worker,
    urls: postgres.urls,
    async close() {
      await Promise.all([owner.end(), app.end(), worker.end()]);
      await postgres.stop();
    },
  };
}
