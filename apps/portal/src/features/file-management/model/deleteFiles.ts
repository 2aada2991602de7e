import { changeMany } from './changeMany';
import type { FileOutcome } from './FileOutcome';

/** Puts files into the trash. One that is gone already is as it was asked for. */
export function deleteFiles(ids: readonly string[]): Promise<FileOutcome[]> {
  return changeMany('delete', ids, { isGoneFine: true });
}
