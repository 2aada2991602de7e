/** What holds for the whole portal. */
export type PortalSettings = {
  signUp: 'open' | 'invite' | 'closed';
  isVerifiedEmailRequired: boolean;
  trashDays: number;
  /** `null`: all events stay. */
  auditDays: number | null;
};

/** The same as it is edited: a number is what was typed. */
export type SettingsDraft = Omit<PortalSettings, 'trashDays' | 'auditDays'> & {
  trashDays: string;
  /** Empty: all events stay. */
  auditDays: string;
};

export const trashDaysRange = { min: 1, max: 3_650 } as const;

export const auditDaysRange = { min: 90, max: 36_500 } as const;

export function toDraft({ trashDays, auditDays, ...more }: PortalSettings): SettingsDraft {
  const { signUp, isVerifiedEmailRequired } = more;
  return {
    ...{ signUp, isVerifiedEmailRequired },
    trashDays: String(trashDays),
    auditDays: auditDays === null ? '' : String(auditDays),
  };
}

/** The days that were typed, `null` for all, and `undefined` when they are neither. */
export function readAuditDays(typed: string): number | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  const days = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return days >= auditDaysRange.min && days <= auditDaysRange.max ? days : undefined;
}

/** The days that were typed; `null` when they are no whole number in the range. */
export function readTrashDays(typed: string): number | null {
  const days = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  return days >= trashDaysRange.min && days <= trashDaysRange.max ? days : null;
}

/** Only what differs is sent, so that two administrators who change different things do not undo each other. */
export function changesOf(saved: PortalSettings, draft: SettingsDraft): Partial<PortalSettings> {
  const trashDays = readTrashDays(draft.trashDays);
  const auditDays = readAuditDays(draft.auditDays);
  return {
    ...(draft.signUp !== saved.signUp && { signUp: draft.signUp }),
    ...(draft.isVerifiedEmailRequired !== saved.isVerifiedEmailRequired && {
      isVerifiedEmailRequired: draft.isVerifiedEmailRequired,
    }),
    ...(trashDays !== null && trashDays !== saved.trashDays && { trashDays }),
    ...(auditDays !== undefined && auditDays !== saved.auditDays && { auditDays }),
  };
}
