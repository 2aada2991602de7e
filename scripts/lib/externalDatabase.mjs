// A database that somebody else runs: reachable, of a supported release, before anything of ours is started.
import { StartError } from './startError.mjs';

const OLDEST_MAJOR = 14;

/** @param {{ name: string, connectionString: string }} options `name`: the variable it came from */
export async function checkExternalDatabase({ name, connectionString }) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000, query_timeout: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query('show server_version_num');
    const major = Math.floor(Number(rows[0].server_version_num) / 10_000);
    if (major < OLDEST_MAJOR) {
      throw new StartError(
        `${name}: PostgreSQL ${OLDEST_MAJOR} or newer is needed, this server is ${major}.`,
      );
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `${name}: the PostgreSQL server at ${addressOf(connectionString)} ${reasonOf(error)}`,
      {
        cause: error,
      },
    );
  } finally {
    await client.end().catch(() => {});
  }
}

function addressOf(connectionString) {
  const url = new URL(connectionString);
  return `${url.hostname || 'localhost'}:${url.port || 5432}${url.pathname}`;
}

function reasonOf(error) {
  const code = error.code ?? error.errors?.[0]?.code;
  if (code === 'ECONNREFUSED') return 'refuses connections. Is it running, and is the port right?';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'cannot be found: its host name is unknown.';
  if (code === '28P01' || code === '28000') return 'refuses the login. Check user and password.';
  if (code === '3D000') return 'has no such database. Create it first.';
  if (/timeout/i.test(error.message)) return 'did not answer in 10 s.';
  return `cannot be used (${code ?? error.message}).`;
}
