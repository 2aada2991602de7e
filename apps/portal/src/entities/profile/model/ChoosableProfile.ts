import type { FileKind } from '@/shared/profiles';

/** A profile as somebody sees it who uploads. */
export type ChoosableProfile = {
  name: string;
  label: string;
  /** Largest file, in bytes. */
  maxSizeBytes: number;
  kinds: FileKind[];
  /** The endings of file names that go with the kinds, without a dot. */
  extensions: string[];
  isReviewRequired: boolean;
};
