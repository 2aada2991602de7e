import 'server-only';
import { migrationsDirectory } from 'valetkey/postgres';

/** graphile-worker 0.17 brings this many migrations of its own; a database with more belongs to a newer release. */
export const newestJobMigration = 19;

/** The folders of SQL files, in the order in which they run; the job queue's own schema is made between the two. */
export function migrationSources(portalMigrationsDirectory: string | URL) {
  return {
    library: { name: 'valetkey', directory: migrationsDirectory },
    portal: { name: 'portal', directory: portalMigrationsDirectory },
  };
}
