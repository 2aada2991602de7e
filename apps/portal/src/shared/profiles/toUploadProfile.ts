import 'server-only';
import { fileTypeGroups, type UploadProfile } from 'valetkey/server';
import type { FileKind, ProfileSettings } from './UploadProfileFacts';

/** A profile as the library takes it. */
export function toUploadProfile(settings: ProfileSettings): UploadProfile {
  const { maxSizeBytes, maxBytes, maxFiles, kinds, isReviewRequired, retentionDays } = settings;
  return {
    maxSizeBytes,
    isExtensionOptional: true,
    types: kinds.flatMap((kind) => fileTypeGroups[kind]),
    ...((maxBytes !== null || maxFiles !== null) && {
      quota: {
        maxBytes: maxBytes ?? Number.MAX_SAFE_INTEGER,
        maxFiles: maxFiles ?? Number.MAX_SAFE_INTEGER,
      },
    }),
    isReviewRequired,
    isSecondApprovalRequired: settings.isSecondApprovalRequired,
    reviewWithinHours: settings.reviewWithinHours,
    retentionDays,
    acceptsTooLargeToScan: settings.acceptsTooLargeToScan,
  };
}

/** The file name endings of the kinds, for a picker. */
export function extensionsOf(kinds: readonly FileKind[]): string[] {
  const extensions = kinds.flatMap((kind) => fileTypeGroups[kind].flatMap((rule) => rule.extensions));
  return [...new Set(extensions)];
}
