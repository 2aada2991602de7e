import 'server-only';
import { getConfig } from '@/shared/config/index.server';
import { getPool } from '@/shared/db/index.server';
import { createProfileStore, type ProfileStore } from './createProfileStore';

const symbol = Symbol.for('valetkey.portal.profiles');

// One for the process, as the pool is: what one bundle changes, another must not go on remembering.
const holder = globalThis as { [symbol]?: ProfileStore };

/** The profiles of the running portal. */
export function getProfileStore(): ProfileStore {
  holder[symbol] ??= createProfileStore({
    pool: getPool(),
    maxFileSizeBytes: getConfig().maxFileSizeBytes,
    clock: () => new Date(),
  });
  return holder[symbol];
}
