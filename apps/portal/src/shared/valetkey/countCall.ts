import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import type { CallContext } from './answerCall';

/**
 * Counts one list, or one change to several files, of the account that asks.
 *
 * @throws {ValetKeyError} `RATE_LIMITED`
 */
export async function countCall({ viewer, portal }: CallContext): Promise<void> {
  const { allowed, retryAfterSeconds } = await portal.rateLimit(`list:account:${viewer.userId}`, {
    limit: portal.config.rateLimits.list.perAccount,
    windowSeconds: 60,
  });
  if (allowed) return;
  throw new ValetKeyError('RATE_LIMITED', `Wait ${retryAfterSeconds} seconds, then go on.`, {
    retryAfterSeconds,
  });
}
