import type { Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabasePool, migrateDatabase } from '@/shared/db/index.server';
import { type EmbeddedPostgres, startTestPostgres } from '../../../scripts/lib/embeddedPostgres.mjs';
import { sendHeartbeat } from './sendHeartbeat';

let postgres: EmbeddedPostgres;
let worker: Pool;
let app: Pool;

beforeAll(async () => {
  postgres = await startTestPostgres();
  const { app: appUrl, owner, worker: workerUrl } = postgres.urls;
  await migrateDatabase({
    migrationUrl: owner,
    appUrl,
    workerUrl,
    portalMigrationsDirectory: new URL('../migrations/', import.meta.url),
  });
  worker = createDatabasePool({ connectionString: workerUrl, applicationName: 'test' });
  app = createDatabasePool({ connectionString: appUrl, applicationName: 'test' });
});

afterAll(async () => {
  await worker?.end();
  await app?.end();
  await postgres?.stop();
});

describe('sendHeartbeat', () => {
  it('keeps one row fresh, with rights of the worker alone, and drops those of workers long gone', async () => {
    const stopping = new AbortController();
    let now = new Date('2026-01-01T00:00:00Z');
    await worker.query(
      `insert into portal.worker_heartbeat values ('gone', '0', $1, $1), ('ended', '0', $2, $2)`,
      [new Date('2025-12-01T00:00:00Z'), new Date('2025-12-31T00:00:00Z')],
    );
    let beats = 0;
    const beating = sendHeartbeat({
      pool: {
        query: async (...query: [string, unknown[]]) => {
          const result = await worker.query(...query);
          if (query[0].startsWith('delete')) {
            beats += 1;
            now = new Date('2026-01-01T00:00:10Z');
            if (beats === 2) stopping.abort();
          }
          return result;
        },
      } as Pool,
      version: '1.2.3',
      clock: () => now,
      logger: pino({ level: 'silent' }),
      signal: stopping.signal,
      everyMs: 1,
    });
    await beating;
    const { rows } = await app.query(
      'select id, version, seen_at from portal.worker_heartbeat order by seen_at',
    );
    expect(rows).toEqual([
      { id: 'ended', version: '0', seen_at: new Date('2025-12-31T00:00:00Z') },
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        version: '1.2.3',
        seen_at: new Date('2026-01-01T00:00:10Z'),
      },
    ]);
    await expect(app.query('delete from portal.worker_heartbeat')).rejects.toMatchObject({ code: '42501' });
  });
});
