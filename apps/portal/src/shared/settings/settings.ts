import { z } from 'zod';
import type { PortalConfig } from '@/shared/config/index.server';

/** What an administrator may change while the portal runs. */
export const settingsShape = {
  signUp: z.enum(['open', 'invite', 'closed']),
  isVerifiedEmailRequired: z.boolean(),
  /** Days after which what is in the trash is removed for good. */
  trashDays: z.int().min(1).max(365),
  /** Days that events of the audit trail are kept at least: what `npm run admin -- audit prune` may take is older. `null`: all of them stay. */
  auditDays: z.int().min(90).max(36_500).nullable(),
} as const;

export type Settings = { [Key in keyof typeof settingsShape]: z.output<(typeof settingsShape)[Key]> };

/** What holds until somebody changes it. */
export function defaultSettings(config: Pick<PortalConfig, 'auth' | 'mail'>): Settings {
  return {
    signUp: config.auth.signUp,
    // Without a way to send the link, nobody could get in.
    isVerifiedEmailRequired: config.mail !== null,
    trashDays: 30,
    auditDays: null,
  };
}

/** Stored values over the defaults. A value that this release does not understand counts as not stored. */
export function mergeSettings(defaults: Settings, stored: ReadonlyMap<string, unknown>): Settings {
  const read = <Key extends keyof Settings>(key: Key): Settings[Key] => {
    const parsed = settingsShape[key].safeParse(stored.get(key));
    return parsed.success ? (parsed.data as Settings[Key]) : defaults[key];
  };
  return {
    signUp: read('signUp'),
    isVerifiedEmailRequired: read('isVerifiedEmailRequired'),
    trashDays: read('trashDays'),
    auditDays: read('auditDays'),
  };
}
