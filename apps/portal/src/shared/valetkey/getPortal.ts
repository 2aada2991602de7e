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
  reviewerOf,
  type Viewer,
} from '@/shared/auth/index.server';
import { getConfig, type PortalConfig } from '@/shared/config/index.server';
import { getPool } from '@/shared/db/index.server';
import { enqueueExceptionMails } from '@/shared/jobs/index.server';
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

/** Which files of others somebody of the team may look into, and which of them only by exception. */
async function readableBy(
  viewer: Viewer,
  fileIds: readonly string[],
): Promise<Map<string, { purpose?: string | undefined }>> {
  const { pool, review } = getPortal();
  const readable = await review.readable({ fileIds, reviewer: await reviewerOf(pool, viewer) });
  return new Map(
    [...readable].map(([id, { isException }]) => [id, isException ? { purpose: 'break_glass' } : {}]),
  );
}

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
      if (viewer === null || !hasPermission(viewer.role, 'review.read')) return viewer;
      return { ...viewer, mayReadDerivatives: (fileIds) => readableBy(viewer, fileIds) };
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
      onException: (client, { id }) => enqueueExceptionMails(client, id),
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
