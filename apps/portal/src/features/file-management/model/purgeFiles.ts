import { changeMany } from './changeMany';
import type { FileOutcome } from './FileOutcome';

/** Ends files of the trash for ever. */
export function purgeFiles(ids: readonly string[]): Promise<FileOutcome[]> {
  return changeMany('purge', ids, { isGoneFine: true });
}
