/** The kinds of file that a profile can take, in the words of the page that edits it. */
export const fileKinds = [
  'documents',
  'spreadsheets',
  'presentations',
  'text',
  'images',
  'audio',
  'video',
  'archives',
] as const;

export type FileKind = (typeof fileKinds)[number];

/** A reason with its code, which is stable; the label is what people read. */
export type ProfileReason = { code: string; label: string };

/** What an administrator sets of a profile. */
export type ProfileSettings = {
  /** Largest file, in bytes. */
  maxSizeBytes: number;
  /** What one account may hold of this profile, in bytes and files; `null` leaves it to the account's own quota. */
  maxBytes: number | null;
  maxFiles: number | null;
  kinds: FileKind[];
  /** Whether its files wait in the review queue. */
  isReviewRequired: boolean;
  /** Whether two people have to approve a file: the second is a lead or an administrator. */
  isSecondApprovalRequired: boolean;
  /** Hours within which somebody has to decide about a version that is ready; `null` sets no target. */
  reviewWithinHours: number | null;
  /** Whether previews bear the name of who reviews them and the time: it deters, and prevents nothing. */
  isWatermarked: boolean;
  /** Why its files are not approved, as reviewers choose it and owners read it; `null` for the usual reasons. */
  reasonCodes: ProfileReason[] | null;
  /** Days after which its files go into the trash; `null` keeps them. */
  retentionDays: number | null;
  /** Whether a file larger than the malware scanner takes is let through without a scan; else it waits in quarantine. */
  acceptsTooLargeToScan: boolean;
};

/** A profile as an administrator sees it. */
export type UploadProfileFacts = ProfileSettings & {
  /** What handshakes name; never changes. */
  name: string;
  /** What people read. */
  label: string;
  /** Goes up with every change; 0 for `default` while nobody changed it. */
  revision: number;
  updatedAt: string | null;
  /** Id of who changed it last. */
  updatedBy: string | null;
};
