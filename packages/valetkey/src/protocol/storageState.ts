/**
 * The storage life of one version of a file.
 *
 * A handshake creates it `reserved`. What the store reports, and never what a client says, makes it `uploaded`. A worker
 * takes it to `verifying` and gives the verdict: `available`, `quarantined` or `rejected`; a failed attempt gives it back
 * as `uploaded`. A reservation ends as `aborted` (the owner gave up) or `expired` (nobody came); an `expired` one whose
 * transfer turns out complete before the sweep is `uploaded` after all. `deleted` is the trash, `purged` the end.
 */
export const storageTransitions = {
  reserved: ['uploaded', 'rejected', 'aborted', 'expired'],
  uploaded: ['verifying', 'rejected'],
  verifying: ['available', 'quarantined', 'rejected', 'uploaded'],
  available: ['quarantined', 'deleted'],
  quarantined: ['available', 'rejected', 'deleted'],
  rejected: ['deleted'],
  aborted: ['deleted'],
  expired: ['uploaded', 'deleted'],
  deleted: ['available', 'quarantined', 'rejected', 'aborted', 'expired', 'purged'],
  purged: [],
} as const satisfies Record<string, readonly string[]>;

export type StorageState = keyof typeof storageTransitions;

export const storageStates = Object.keys(storageTransitions) as readonly StorageState[];

/** Whether the state table has this edge. */
export function canTransition(from: StorageState, to: StorageState): boolean {
  return (storageTransitions[from] as readonly StorageState[]).includes(to);
}
