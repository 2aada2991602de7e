import 'server-only';
import type { Pool } from 'pg';
import { getConfig } from '@/shared/config/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { createDatabasePool } from './createDatabasePool';

const symbol = Symbol.for('valetkey.portal.pool');

// Next bundles pages and route handlers apart, each with its own copy of this module; the process has one pool.
const holder = globalThis as { [symbol]?: Pool };

/** The application's connections, made at the first use. */
export function getPool(): Pool {
  holder[symbol] ??= createDatabasePool({
    connectionString: getConfig().database.url,
    applicationName: 'valetkey-portal',
    max: 20,
    onError: (error) => getLogger().warn({ err: error }, 'a database connection broke'),
  });
  return holder[symbol];
}
