import 'server-only';
import { createHash } from 'node:crypto';
import { ValetKeyError } from 'valetkey/protocol';
import type { RateLimit } from 'valetkey/server';
import type { PortalConfig } from '@/shared/config/index.server';
import { networkOf } from './networkOf';

/** Mails to one address in an hour, whoever asks for them. */
const mailsPerHour = 5;

export type AuthLimits = {
  /** Counts an attempt from the caller's network. */
  countAddress: (call: string, request: Request) => Promise<void>;
  /** Counts an attempt on an account, named by its address or id. */
  countAccount: (call: string, account: string) => Promise<void>;
  /** Counts a mail to an address, so that nobody's mailbox is filled by strangers. */
  countMail: (email: string) => Promise<void>;
};

/** Limits of everything that guesses, or makes others act; whether there is such an account changes nothing. */
export function createAuthLimits({
  rateLimit,
  config,
}: {
  rateLimit: RateLimit;
  config: { rateLimits: Pick<PortalConfig['rateLimits'], 'signIn'> };
}): AuthLimits {
  const { signIn } = config.rateLimits;

  async function count(key: string, limit: number, windowSeconds = 60): Promise<void> {
    const { allowed, retryAfterSeconds } = await rateLimit(key, { limit, windowSeconds });
    if (allowed) return;
    const wait =
      retryAfterSeconds > 90
        ? `${Math.ceil(retryAfterSeconds / 60)} minutes`
        : `${retryAfterSeconds} seconds`;
    throw new ValetKeyError('RATE_LIMITED', `Too many attempts. Try again in ${wait}.`, {
      retryAfterSeconds,
    });
  }

  // The counter outlives the call, and addresses of people do not belong in it.
  const mark = (account: string) => createHash('sha256').update(account).digest('base64url');

  return {
    countAddress: (call, request) => {
      const network = networkOf(request.headers.get('x-valetkey-client-address') ?? 'unknown');
      return count(`${call}:address:${network}`, signIn.perAddress);
    },
    countAccount: (call, account) => count(`${call}:account:${mark(account)}`, signIn.perAccount),
    countMail: (email) => count(`mail:account:${mark(email)}`, mailsPerHour, 60 * 60),
  };
}
