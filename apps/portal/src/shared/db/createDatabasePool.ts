import 'server-only';
import { Pool } from 'pg';

export type DatabasePoolOptions = {
  connectionString: string;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** Most connections at a time. @default 10 */
  max?: number;
  /** Told when a connection breaks; the next query makes a new one. */
  onError?: (error: Error) => void;
};

/** Connections to PostgreSQL. Statements name their schema, so no search path is set. */
export function createDatabasePool(options: DatabasePoolOptions): Pool {
  const { connectionString, applicationName, max = 10, onError = () => undefined } = options;
  const pool = new Pool({
    connectionString,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    // A statement of ours takes milliseconds; one that hangs must not hold a connection for ever.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  pool.on('error', onError);
  // One that breaks while it is checked out tells only itself, and unheard that would end the process.
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}
