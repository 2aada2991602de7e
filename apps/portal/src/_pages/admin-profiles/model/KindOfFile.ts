import type { FileKind } from '@/entities/profile';
/** A group of file types that a profile may take. */
export type KindOfFile = {
  kind: FileKind;
  /** The endings that belong to it, without a dot. */
  extensions: readonly string[];
};
