import 'server-only';
import { getConfig } from '@/shared/config/index.server';
import { getPool } from '@/shared/db/index.server';
import { readSettings } from './readSettings';
import type { Settings } from './settings';

/** The settings of the running portal. Asked anew each time: a change holds for the next request of every process. */
export function getSettings(): Promise<Settings> {
  return readSettings(getPool(), getConfig());
}
