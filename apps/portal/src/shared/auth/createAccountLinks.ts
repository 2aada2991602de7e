import 'server-only';
import { randomBytes } from 'node:crypto';
import { createEmailVerificationToken } from 'better-auth/api';
import { type Auth, linkSeconds } from './createAuth';

/** A link that opens or changes an account. Shown or sent once; never stored, never logged. */
export type AccountLink = { link: string; expiresAt: Date };

export type AccountLinks = {
  /** Sets a password, once. */
  toSetPassword: (userId: string, expiresInSeconds: number) => Promise<AccountLink>;
  /** Confirms the address. */
  toVerifyEmail: (user: { id: string; email: string }) => Promise<AccountLink>;
};

/**
 * Links of the accounts library's own tokens. The token is in the fragment: browsers send that to no server, so it is in no
 * log of any proxy and in no referrer.
 */
export function createAccountLinks({
  auth,
  appUrl,
  clock,
}: {
  auth: Auth;
  appUrl: string;
  clock: () => Date;
}): AccountLinks {
  const after = (seconds: number) => new Date(clock().getTime() + seconds * 1000);
  return {
    async toSetPassword(userId, expiresInSeconds) {
      const { internalAdapter } = await auth.$context;
      const token = randomBytes(24).toString('base64url');
      const expiresAt = after(expiresInSeconds);
      await internalAdapter.createVerificationValue({
        value: userId,
        identifier: `reset-password:${token}`,
        expiresAt,
      });
      return { link: `${appUrl}/reset-password#token=${token}`, expiresAt };
    },
    async toVerifyEmail({ id, email }) {
      const { secret } = await auth.$context;
      const seconds = linkSeconds.verification;
      const token = await createEmailVerificationToken(secret, email, undefined, seconds, { userId: id });
      return { link: `${appUrl}/verify-email#token=${token}`, expiresAt: after(seconds) };
    },
  };
}
