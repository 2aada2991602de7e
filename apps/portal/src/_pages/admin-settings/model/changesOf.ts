/** What holds for the whole portal. */
export type PortalSettings = {
  signUp: 'open' | 'invite' | 'closed';
  isVerifiedEmailRequired: boolean;
  trashDays: number;
};

/** The same as it is edited: a number is what was typed. */
export type SettingsDraft = Omit<PortalSettings, 'trashDays'> & { trashDays: string };

export const trashDaysRange = { min: 1, max: 3_650 } as const;

export function toDraft({ signUp, isVerifiedEmailRequired, trashDays }: PortalSettings): SettingsDraft {
  return { signUp, isVerifiedEmailRequired, trashDays: String(trashDays) };
}

/** The days that were typed; `null` when they are no whole number in the range. */
export function readTrashDays(typed: string): number | null {
  const days = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  return days >= trashDaysRange.min && days <= trashDaysRange.max ? days : null;
}

/** Only what differs is sent, so that two administrators who change different things do not undo each other. */
export function changesOf(saved: PortalSettings, draft: SettingsDraft): Partial<PortalSettings> {
  const trashDays = readTrashDays(draft.trashDays);
  return {
    ...(draft.signUp !== saved.signUp && { signUp: draft.signUp }),
    ...(draft.isVerifiedEmailRequired !== saved.isVerifiedEmailRequired && {
      isVerifiedEmailRequired: draft.isVerifiedEmailRequired,
    }),
    ...(trashDays !== null && trashDays !== saved.trashDays && { trashDays }),
  };
}
