import 'server-only';
import type { Pool } from 'pg';
import {
  type AuditTrail,
  createAuditTrail,
  createFileCatalogue,
  createPostgresRateLimit,
  createQuarantine,
  createReviewBoard,
  type FileCatalogue,
  type Quarantine,
  type RateLimit,
  type ReviewBoard,
} from 'valetkey/postgres';
import {
  type AccountLinks,
  type AuthLimits,
  createAccountLinks,
  createAuthLimits,
  createAuthRoutes,
  findPeople,
  getAuth,
  getVerifyingAuth,
  getViewer,
  hasPermission,
} from '@/shared/auth/index.server';
import { getConfig, type PortalConfig } from '@/shared/config/index.server';
import { getPool } from '@/shared/db/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { getMailer, type Mailer } from '@/shared/mail/index.server';
import { getProfileStore, type ProfileStore } from '@/shared/profiles/index.server';
import { getSettings } from '@/shared/settings/index.server';
import { createHealthCheck, type Health } from './checkHealth';
import { createChecksumCheck } from './createChecksumCheck';
import { createPortalValetKey, type PortalValetKey } from './createPortalValetKey';

export type Portal = PortalValetKey & {
  config: PortalConfig;
  pool: Pool;
  catalogue: FileCatalogue;
  review: ReviewBoard;
  quarantine: Quarantine;
  audit: AuditTrail;
  rateLimit: RateLimit;
  /** `null`: links are shown to the administrator who asks for them. */
  mailer: Mailer | null;
  links: AccountLinks;
  authLimits: AuthLimits;
  clock: () => Date;
  profiles: ProfileStore;
  authRoutes: (request: Request) => Promise<Response>;
  /** Whether browsers hash what they send. */
  checksChecksums: () => Promise<boolean>;
  checkHealth: () => Promise<Health>;
};

let portal: Portal | undefined;

/** Everything the routes are composed of, made at the first request from the running configuration. */
export function getPortal(): Portal {
  if (portal !== undefined) return portal;
  const config = getConfig();
  const pool = getPool();
  const logger = getLogger();
  const profiles = getProfileStore();
  const valetKey = createPortalValetKey({
    config,
    pool,
    logger,
    profiles,
    authenticate: async ({ headers }) => {
      const viewer = await getViewer(headers);
      return viewer && { ...viewer, mayReadDerivatives: hasPermission(viewer.role, 'review.read') };
    },
  });
  const clock = () => new Date();
  const mailer = getMailer();
  const links = createAccountLinks({ auth: getAuth(), appUrl: config.appUrl, clock });
  const rateLimit = createPostgresRateLimit({ pool, clock });
  portal = {
    ...valetKey,
    rateLimit,
    profiles,
    config,
    pool,
    mailer,
    links,
    clock,
    authLimits: createAuthLimits({ rateLimit, config }),
    catalogue: createFileCatalogue({ pool, cursorSecret: config.auth.secret }),
    review: createReviewBoard({
      pool,
      cursorSecret: config.auth.secret,
      findPeople: (words) => findPeople(pool, words),
      reasonCodes: profiles.reasonCodes,
    }),
    quarantine: createQuarantine({ pool, cursorSecret: config.auth.secret }),
    audit: createAuditTrail({ pool, cursorSecret: config.auth.secret }),
    checksChecksums: createChecksumCheck(valetKey.probe),
    checkHealth: createHealthCheck({ pool, probe: valetKey.probe, bucketClient: valetKey.bucketClient }),
    authRoutes: createAuthRoutes({
      auth: getAuth(),
      verifyingAuth: getVerifyingAuth(),
      pool,
      settings: getSettings,
      links,
      mailer,
      rateLimit,
      config,
      clock,
      onError: (error, request) =>
        logger.error({ err: error, requestId: request.headers.get('x-request-id') }, 'accounts'),
    }),
  };
  return portal;
}
