import { changeMany } from './changeMany';
import type { FileOutcome } from './FileOutcome';

/** Takes files back from the trash. */
export function restoreFiles(ids: readonly string[]): Promise<FileOutcome[]> {
  return changeMany('restore', ids, { isGoneFine: false });
}
