const counted = (count: number, one: string, many: string) =>
  count === 1 ? `1 ${one}` : `${count.toLocaleString('en')} ${many}`;

/** The words of the administrator's page about files that are held after a scan. */
export const quarantine = {
  title: 'Quarantine',
  lead: 'Files that the malware scan did not find clean. Nobody can open them, neither their owner nor the team, until somebody decides here.',
  loading: 'Loading what is held…',
  lookAgain: 'Look again',
  empty: 'Nothing is held.',
  emptyHint: 'A file comes here when something harmful is found in it, or when it could not be scanned.',
  shown: (count: number, isAll: boolean) =>
    isAll ? counted(count, 'file is held', 'files are held') : `The ${count} that wait longest`,
  showMore: 'Show more',
  /** Why a file is held, by its code. */
  reasons: {
    MALWARE: {
      label: 'Harmful',
      text: 'The scanner found something harmful. Two people have to agree before it is released.',
    },
    SCAN_LIMIT: {
      label: 'Beyond the limits',
      text: 'It is larger or more deeply packed than the scanner looks into.',
    },
    SCAN_ENCRYPTED: {
      label: 'Locked',
      text: 'It is locked with a password, so the scanner could not look inside.',
    },
    SCAN_TIMED_OUT: { label: 'Took too long', text: 'The scan did not end in time.' },
    SCAN_FAILED: { label: 'Not scanned', text: 'The scanner could not read it.' },
    SCANNER_UNAVAILABLE: {
      label: 'No scanner',
      text: 'The scanner could not be reached. As soon as it answers, the file is scanned by itself.',
    },
    other: { label: 'On hold', text: 'It is on hold.' },
  },
  found: 'Found:',
  uploaded: (ago: string) => `uploaded ${ago}`,
  version: (version: number) => `version ${version}`,
  scannedWith: (engine: string, database: string) =>
    database === '' ? `Scanned with ${engine}` : `Scanned with ${engine}, signatures ${database}`,
  agreed: (name: string, ago: string) => `${name} agreed to a release ${ago}:`,
  agreedErased: (name: string, ago: string) => `${name} agreed to a release ${ago}.`,
  history: 'What happened to the file',
  historyLabel: (name: string) => `What happened to the file ${name}`,
  own: 'This is your own file. Somebody else has to decide about it.',
  waiting: 'You agreed. Now a second person has to release it.',
  actions: {
    approve: 'Agree to a release…',
    release: 'Release…',
    refuse: 'Refuse…',
  },
  actionLabels: {
    approve: (name: string) => `Agree to a release of ${name}`,
    release: (name: string) => `Release ${name}`,
    refuse: (name: string) => `Refuse ${name}`,
  },
  dialogs: {
    approve: {
      title: (name: string) => `Agree to a release of “${name}”?`,
      lead: 'Something harmful was found in it. It stays closed until a second person releases it.',
      submit: 'Agree',
      busy: 'Saving…',
      done: (name: string) => `You agreed to a release of ${name}.`,
    },
    release: {
      title: (name: string) => `Release “${name}”?`,
      lead: 'Its owner and the team can open it from then on. What the scan said stays with it.',
      submit: 'Release',
      busy: 'Releasing…',
      done: (name: string) => `${name} was released.`,
    },
    refuse: {
      title: (name: string) => `Refuse “${name}”?`,
      lead: 'It is not accepted and its bytes are removed for good. Its owner is told what kind of problem it was.',
      submit: 'Refuse',
      busy: 'Refusing…',
      done: (name: string) => `${name} was refused.`,
    },
  },
  reason: 'Reason',
  reasonHint: 'It is kept in the audit trail with your name, and the team sees it. The owner never does.',
  reasonMissing: 'Write a reason.',
  keep: 'Leave it as it is',
} as const;
