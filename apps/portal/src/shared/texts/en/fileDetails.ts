type Described = { version: number | null; isAutomatic: boolean };

const ofVersion = ({ version }: Described) =>
  version !== null && version > 1 ? ` (version ${version})` : '';

/** Words of what opens over My files: details, and the questions that are asked. */
export const fileDetails = {
  close: 'Close the details',
  state: 'State',
  facts: 'Facts',
  size: 'Size',
  unknownSize: 'Not known yet',
  kind: 'Kind',
  folder: 'Folder',
  checksum: 'SHA-256',
  partsChecksum: 'SHA-256 of its parts',
  uploaded: 'Uploaded',
  keptUntil: 'Kept until',
  keptHint: 'After that it goes into the trash by itself.',
  changed: 'Last changed',
  deleted: 'Deleted',
  messageTitle: 'From the team',
  versions: 'Versions',
  currentVersion: 'current',
  version: (version: number) => `Version ${version}`,
  downloadVersion: (version: number) => `Download version ${version}`,
  history: 'What happened',
  historyEmpty: 'Nothing is written down yet.',
  historyFailed: 'The history cannot be loaded now.',
  failed: 'The details cannot be loaded now.',
  /** What became of a file, in the words of its owner. */
  events: {
    uploaded: (event: Described) => `You uploaded it${ofVersion(event)}`,
    new_version: (event: Described) => `You uploaded a new version${ofVersion(event)}`,
    available: (event: Described) => `Checked: the content is what the name says${ofVersion(event)}`,
    rejected: (event: Described) => `Not accepted by the check of its content${ofVersion(event)}`,
    quarantined: (event: Described) => `Put on hold by the check of its content${ofVersion(event)}`,
    released: (event: Described) => `Looked at and released${ofVersion(event)}`,
    refused: (event: Described) => `Looked at and not accepted${ofVersion(event)}`,
    review_started: (event: Described) => `The team began to review it${ofVersion(event)}`,
    approved: (event: Described) => `The team approved it${ofVersion(event)}`,
    changes_requested: (event: Described) => `The team asked for a change${ofVersion(event)}`,
    review_rejected: (event: Described) => `The team did not accept it${ofVersion(event)}`,
    renamed: () => 'You renamed it',
    deleted: ({ isAutomatic }: Described) =>
      isAutomatic ? 'Moved to the trash: its time here was over' : 'You moved it to the trash',
    restored: () => 'You took it back from the trash',
  },
  rename: {
    title: 'Rename',
    label: (name: string) => `New name of ${name}`,
    keep: 'Keep the old name',
  },
  delete: {
    title: (files: number) => `Delete ${files.toLocaleString('en')} files?`,
    titleOne: 'Delete',
    text: (days: number) =>
      `You can take it back from the trash for ${days === 1 ? 'a day' : `${days} days`}. Nobody can open it there.`,
    keep: 'Keep it',
    keepMany: 'Keep them',
    deleting: 'Deleting…',
  },
  purge: {
    title: (files: number) => `Delete ${files.toLocaleString('en')} files for ever?`,
    titleOne: 'Delete for ever',
    text: 'This cannot be undone: all versions are removed from storage.',
  },
  bulk: {
    label: 'Selected files',
    download: 'Download',
    delete: 'Delete',
    restore: 'Restore',
    purge: 'Delete for ever',
    clear: 'Clear the selection',
    working: (done: number, all: number) => `${done} of ${all}…`,
  },
};
