/** The words of the administrator's frame and settings. */
export const administration = {
  title: 'Administration',
  sections: {
    label: 'Administration',
    overview: 'Overview',
    people: 'People',
    invitations: 'Invitations',
    profiles: 'Upload profiles',
    settings: 'Settings',
    breakGlass: 'Emergency access',
    quarantine: 'Quarantine',
    jobs: 'Jobs',
    webhooks: 'Webhooks',
    audit: 'Audit',
  },
  settings: {
    title: 'Settings',
    lead: 'They hold for everybody, from the moment they are saved.',
    loading: 'Loading the settings…',
    signUp: 'Who can create an account',
    signUpModes: {
      open: {
        label: 'Everybody',
        hint: 'Whoever finds the sign-up page can create an account and upload files. Nobody else sees them but the team.',
      },
      invite: {
        label: 'Only who was invited',
        hint: 'The sign-up page is shut. You send invitations; each link works once and for one e-mail address.',
      },
      closed: {
        label: 'Nobody',
        hint: 'No new accounts at all. Invitations that were sent do not work until you open sign-up again.',
      },
    },
    verifiedEmail: 'Ask for a verified e-mail address',
    verifiedEmailHint:
      'People can sign in only after they opened the link that was sent to their address. It keeps out typing errors and borrowed addresses.',
    verifiedEmailNoMail:
      'No mail server is set up (SMTP_URL), so nobody gets such a link by mail: you would have to hand over each one from the page “People”.',
    trashDays: 'Days in the trash',
    trashDaysHint:
      'Deleted files can be restored for this long. After that their bytes are removed from the store for good.',
    trashDaysInvalid: (min: number, max: number) =>
      `Enter a whole number of days from ${min} to ${max.toLocaleString('en')}.`,
    auditDays: 'Days that audit events are kept',
    auditDaysHint:
      'Older ones can be removed by command on the server (npm run admin -- audit prune), behind a signed checkpoint, and never those of files under legal hold. Leave it empty to keep all of them.',
    auditDaysInvalid: (min: number, max: number) =>
      `Enter a whole number of days from ${min} to ${max.toLocaleString('en')}, or leave the field empty.`,
    save: 'Save settings',
    saving: 'Saving…',
    saved: 'Saved. The settings hold from now on.',
    nothingChanged: 'Nothing was changed.',
    discard: 'Undo changes',
  },
} as const;
