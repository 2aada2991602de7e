import 'server-only';
import { getConfig } from '@/shared/config/index.server';
import { getPool } from '@/shared/db/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { type Auth, createAuth } from './createAuth';

let auth: Auth | undefined;
let verifyingAuth: Auth | undefined;

/** The running accounts, on the running configuration. */
export function getAuth(): Auth {
  auth ??= createAuth({ config: getConfig(), pool: getPool(), logger: getLogger() });
  return auth;
}

/** The same accounts where addresses must be confirmed. */
export function getVerifyingAuth(): Auth {
  verifyingAuth ??= createAuth({
    config: getConfig(),
    pool: getPool(),
    logger: getLogger(),
    isVerifiedEmailRequired: true,
  });
  return verifyingAuth;
}
