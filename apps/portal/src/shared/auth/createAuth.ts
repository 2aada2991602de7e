import 'server-only';
import { betterAuth } from 'better-auth';
import { admin } from 'better-auth/plugins';
import { adminAc, userAc } from 'better-auth/plugins/admin/access';
import { PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { PortalConfig } from '@/shared/config/index.server';

const daySeconds = 24 * 60 * 60;

/** A session ends this long after its last use. */
const idleSeconds = 7 * daySeconds;

/** A session ends this long after it began, however much it is used. */
export const absoluteSessionSeconds = 30 * daySeconds;

/** How long links work: what confirms an address, what a person asked for, and what an administrator hands over. */
export const linkSeconds = { verification: daySeconds, reset: 60 * 60, handedOver: daySeconds } as const;

/** Longest and shortest password, in characters. */
export const passwordLength = { min: 8, max: 128 } as const;

export type AuthOptions = {
  config: Pick<PortalConfig, 'appUrl' | 'isHttps' | 'auth'>;
  pool: Pool;
  logger: Logger;
  /**
   * Nobody signs in with an address that is not confirmed, and signing up starts no session and does not tell whether the
   * address has an account. @default false
   */
  isVerifiedEmailRequired?: boolean;
};

/**
 * Accounts and sessions. Sessions are rows, so that a disabled account or a sign-out ends them at once; the cookie is only
 * their signed name.
 */
export function createAuth({ config, pool, logger, isVerifiedEmailRequired = false }: AuthOptions) {
  return betterAuth({
    appName: 'Valet Key',
    baseURL: config.appUrl,
    basePath: '/api/auth',
    secret: config.auth.secret,
    trustedOrigins: [config.appUrl],
    database: {
      dialect: new PostgresDialect({ pool }),
      type: 'postgres',
      schemaName: 'auth',
      transaction: true,
    },
    emailAndPassword: {
      // Whether it is open is a setting, asked for in front of it.
      enabled: true,
      requireEmailVerification: isVerifiedEmailRequired,
      revokeSessionsOnPasswordReset: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    emailVerification: { expiresIn: linkSeconds.verification },
    // What is in the table opens no account.
    verification: { storeIdentifier: 'hashed' },
    session: {
      expiresIn: idleSeconds,
      updateAge: daySeconds / 24,
      additionalFields: { confirmedAt: { type: 'date', required: false, input: false } },
    },
    // Counted in front of it, by address and by account.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      // `__Host-` binds the cookie to this host and to https; better-auth's own switch only knows `__Secure-`.
      useSecureCookies: false,
      cookiePrefix: config.isHttps ? '__Host-valetkey' : 'valetkey',
      defaultCookieAttributes: { secure: config.isHttps, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: ['x-valetkey-client-address'] },
      // Migrations are checked when they run; the application's login may not look at the catalogue.
      database: { validateSchema: false },
    },
    logger: {
      log: (level, message) =>
        logger[level === 'debug' ? 'debug' : level === 'error' ? 'error' : 'info'](message),
    },
    plugins: [
      admin({
        defaultRole: 'user',
        adminRoles: ['admin'],
        roles: { user: userAc, reviewer: userAc, lead: userAc, admin: adminAc },
        bannedUserMessage: 'This account is disabled. Ask the team that invited you.',
      }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;
