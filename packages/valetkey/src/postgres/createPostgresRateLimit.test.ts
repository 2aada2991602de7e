import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase, testServers } from '../../test/postgresDatabase.ts';
import { createPostgresRateLimit, deleteExpiredRows } from './index.ts';

describe.each(testServers)('rate limit on $label', (server) => {
  let database: TestDatabase;
  let now = Date.UTC(2030, 0, 1);
  beforeAll(async () => {
    database = await openTestDatabase(server);
  });
  afterAll(() => database?.close());
  const limiter = () => createPostgresRateLimit({ pool: database.app, clock: () => new Date(now) });

  it('allows exactly the limit, however many ask at once', async () => {
    const rateLimit = limiter();
    const verdicts = await Promise.all(
      Array.from({ length: 40 }, () => rateLimit('many', { limit: 10, windowSeconds: 60 })),
    );
    expect(verdicts.filter((verdict) => verdict.allowed).length).toBe(10);
    expect(verdicts.find((verdict) => !verdict.allowed)?.retryAfterSeconds).toBe(60);
  });

  it('tells when to come back, and starts again then', async () => {
    const rateLimit = limiter();
    const rule = { limit: 1, windowSeconds: 60 };
    expect(await rateLimit('again', rule)).toEqual({ allowed: true, retryAfterSeconds: 0 });
    now += 59_001;
    expect(await rateLimit('again', rule)).toEqual({ allowed: false, retryAfterSeconds: 1 });
    now += 999;
    expect((await rateLimit('again', rule)).allowed).toBe(true);
    expect((await rateLimit('other', rule)).allowed).toBe(true);
  });

  it('counts what a call costs, and nothing for one that is refused', async () => {
    const rateLimit = limiter();
    const rule = { limit: 10, windowSeconds: 60 };
    expect((await rateLimit('cost', { ...rule, cost: 11 })).allowed).toBe(false);
    expect((await rateLimit('cost', { ...rule, cost: 8 })).allowed).toBe(true);
    expect((await rateLimit('cost', { ...rule, cost: 3 })).allowed).toBe(false);
    expect((await rateLimit('cost', { ...rule, cost: 2 })).allowed).toBe(true);
  });

  it('leaves nothing behind', async () => {
    now += 3_600_000;
    await deleteExpiredRows({ pool: database.worker, now: new Date(now) });
    expect((await database.app.query('select from valetkey.rate_limit')).rowCount).toBe(0);
  });
});
