import { ValetKeyError } from 'valetkey/protocol';
import { ConfigError, type PortalConfig, parseConfig } from '@/shared/config/index.server';
import { createDatabasePool, MigrationRefused, migrateDatabase } from '@/shared/db/index.server';
import { createLogger, redactText } from '@/shared/logging/index.server';
import { isOwnMachine } from './isOwnMachine';
import { seedDemo } from './seedDemo';

const usage = `Usage: node dist/migrate.js [--demo]

  Brings the database up to this release. --demo also makes the demo accounts (embedded database only).`;

function stop(message: string): never {
  process.stderr.write(`${redactText(message)}\n`);
  process.exit(1);
}

/** Faults of the set-up are told in a sentence; only surprises get a stack. */
function explain(error: unknown): string {
  if (error instanceof MigrationRefused || error instanceof ConfigError || error instanceof ValetKeyError)
    return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT' || code === 'EAI_AGAIN')
    return `DATABASE_URL: the database cannot be reached (${code}). Check the address, and that PostgreSQL runs.`;
  if (code === '28P01' || code === '28000')
    return 'DATABASE_MIGRATION_URL: the database refused this user and password.';
  if (code === '3D000') return 'DATABASE_MIGRATION_URL: this database does not exist.';
  return error.stack ?? error.message;
}

async function seed(config: PortalConfig): Promise<void> {
  const password = process.env.VALETKEY_DEMO_PASSWORD?.trim();
  if (!password) stop('VALETKEY_DEMO_PASSWORD: is required with --demo and not set');
  if (!isOwnMachine(config.database.url))
    stop('--demo: demo accounts are made only in the embedded database, never in one on another machine');
  const pool = createDatabasePool({
    connectionString: config.database.url,
    applicationName: 'valetkey-seed',
    max: 2,
  });
  try {
    const accounts = await seedDemo({ config, pool, logger: createLogger('warn'), password });
    process.stdout.write(`demo accounts: ${accounts.join(', ')}\n`);
  } finally {
    await pool.end();
  }
}

async function main(): Promise<void> {
  const options = process.argv.slice(2);
  const unknown = options.find((option) => option !== '--demo');
  if (unknown !== undefined) stop(`${unknown}: is not an option\n\n${usage}`);
  const config = parseConfig(process.env);
  const { applied, warnings } = await migrateDatabase({
    migrationUrl: config.database.migrationUrl,
    appUrl: config.database.url,
    workerUrl: config.database.workerUrl,
    portalMigrationsDirectory: new URL('../migrations/', import.meta.url),
  });
  for (const warning of warnings) process.stderr.write(`warning: ${redactText(warning)}\n`);
  process.stdout.write(applied.length === 0 ? 'database is up to date\n' : `applied ${applied.join(', ')}\n`);
  if (options.includes('--demo')) await seed(config);
}

main().catch((error: unknown) => stop(explain(error)));
