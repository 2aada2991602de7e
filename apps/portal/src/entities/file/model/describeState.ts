import type { StorageState } from 'valetkey/protocol';

export type StateLook = 'good' | 'wait' | 'bad' | 'plain';

// The words a person outside the team understands; the state names stay inside.
const descriptions: Readonly<Record<StorageState, { label: string; look: StateLook }>> = {
  reserved: { label: 'Upload not finished', look: 'plain' },
  uploaded: { label: 'Being checked', look: 'wait' },
  verifying: { label: 'Being checked', look: 'wait' },
  available: { label: 'Ready', look: 'good' },
  quarantined: { label: 'On hold', look: 'bad' },
  rejected: { label: 'Not accepted', look: 'bad' },
  aborted: { label: 'Cancelled', look: 'plain' },
  expired: { label: 'Upload not finished', look: 'plain' },
  deleted: { label: 'Deleted', look: 'plain' },
  purged: { label: 'Deleted', look: 'plain' },
};

export function describeState(state: StorageState): { label: string; look: StateLook } {
  return descriptions[state];
}
