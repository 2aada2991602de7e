import { pino } from 'pino';
import { expect, test } from 'vitest';
import { sealAuditLog } from './sealAuditLog';

const logger = pino({ level: 'silent' });

test('goes on sealing after a failed round, until it is stopped', async () => {
  const stopping = new AbortController();
  let rounds = 0;
  const sealing = sealAuditLog({
    logger,
    signal: stopping.signal,
    everyMs: 1,
    afterFailureMs: 1,
    seal: async () => {
      rounds += 1;
      if (rounds === 2) throw new Error('the database restarts');
      if (rounds === 4) stopping.abort();
      return rounds;
    },
  });
  await sealing;
  expect(rounds).toBe(4);
});
