import 'server-only';
import { getConfig } from '@/shared/config/index.server';
import { getPool } from '@/shared/db/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { type Auth, createAuth } from './createAuth';

let auth: Auth | undefined;

/** The running accounts, on the running configuration. */
export function getAuth(): Auth {
  auth ??= createAuth({ config: getConfig(), pool: getPool(), logger: getLogger() });
  return auth;
}
