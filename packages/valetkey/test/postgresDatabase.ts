import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { findSystemPostgres, startTestPostgres } from '../../../scripts/lib/embeddedPostgres.mjs';
import { createRoles, migrationsDirectory, runMigrations } from '../src/postgres/index.ts';

type Urls = { owner: string; app: string; worker: string };
type Server = { label: string; start: () => Promise<{ urls: Urls; stop: () => Promise<void> }> };

const systemBinaries = findSystemPostgres();

/** The servers that the tests of the PostgreSQL store run against; each start is one empty database. */
export const testServers: Server[] = [
  { label: 'embedded PostgreSQL', start: () => startTestPostgres() },
  ...(systemBinaries === null
    ? []
    : [
        {
          label: `PostgreSQL of the system`,
          start: () => startTestPostgres({ binaries: systemBinaries }),
        },
      ]),
  ...(process.env.TEST_DATABASE_URL
    ? [
        {
          label: 'PostgreSQL of TEST_DATABASE_URL',
          start: () => startOnServer(process.env.TEST_DATABASE_URL),
        },
      ]
    : []),
];

/**
 * For the tests that load many rows or take many steps: the embedded server; in `npm run test:full` every one.
 * `testServers.test.ts` tells that the others were left out.
 */
export const slowTestServers: Server[] = process.env.VALETKEY_TEST_FULL
  ? testServers
  : testServers.slice(0, 1);

/** Pools of the three logins. */
export type TestDatabase = {
  owner: pg.Pool;
  app: pg.Pool;
  worker: pg.Pool;
  urls: Urls;
  close: () => Promise<void>;
};

/** A database on its own server, with the schema unless told otherwise. */
export async function openTestDatabase(
  server: Server,
  options: { isMigrated?: boolean } = {},
): Promise<TestDatabase> {
  const { urls, stop } = await server.start();
  const pools = {
    owner: new pg.Pool({ connectionString: urls.owner, max: 5 }),
    app: new pg.Pool({ connectionString: urls.app, max: 20 }),
    worker: new pg.Pool({ connectionString: urls.worker, max: 10 }),
  };
  // The server may end before the last connection has said goodbye.
  for (const pool of Object.values(pools)) {
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
  }
  if (options.isMigrated ?? true) {
    await createRoles({ pool: pools.owner, app: loginOf(urls.app), worker: loginOf(urls.worker) });
    await runMigrations({
      pool: pools.owner,
      sources: [{ name: 'valetkey', directory: migrationsDirectory }],
    });
  }
  return {
    ...pools,
    urls,
    async close() {
      await Promise.all([pools.owner.end(), pools.app.end(), pools.worker.end()]);
      await stop();
    },
  };
}

export function loginOf(connectionString: string): { user: string; password: string } {
  const url = new URL(connectionString);
  return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}

/** Database and logins with names of their own on a server that somebody else runs; its URL is a superuser's. */
async function startOnServer(url = ''): Promise<{ urls: Urls; stop: () => Promise<void> }> {
  const admin = new pg.Pool({ connectionString: url, max: 1 });
  const suffix = randomBytes(5).toString('hex');
  const database = `vk_test_${suffix}`;
  await admin.query(`create database ${database}`);
  function urlOf(user?: string): string {
    const ours = new URL(url);
    ours.pathname = `/${database}`;
    if (user !== undefined) {
      ours.username = user;
      ours.password = randomBytes(9).toString('hex');
    }
    return ours.href;
  }
  const app = `vk_app_${suffix}`;
  const worker = `vk_worker_${suffix}`;
  return {
    urls: { owner: urlOf(), app: urlOf(app), worker: urlOf(worker) },
    async stop() {
      await admin.query(`drop database ${database} with (force)`);
      await admin.query(`drop role if exists ${app}`);
      await admin.query(`drop role if exists ${worker}`);
      await admin.end();
    },
  };
}
