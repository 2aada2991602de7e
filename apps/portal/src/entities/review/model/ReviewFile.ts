import type { ReviewDecisionKind, ReviewState, StorageState } from 'valetkey/protocol';
import type { Derivative } from '@/entities/derivative/@x/review';
import type { Role } from '@/shared/auth';

export type Person = { id: string; name: string };

export type ReviewOwner = Person & { email: string };

/** Somebody to whom a file can be given. */
export type Reviewer = Person & { email: string; role: Role };

/** What a file is in a person's terms. */
export type FileCategory =
  | 'image'
  | 'video'
  | 'audio'
  | 'document'
  | 'spreadsheet'
  | 'presentation'
  | 'text'
  | 'archive'
  | 'other';

/** What to look out for in a version. */
export type ReviewFlag = 'wrong_total' | 'encrypted' | 'not_scanned';

/** A document that somebody opened beside their scope. */
export type ReviewException = {
  id: string;
  fileId: string;
  fileName: string;
  owner: Person;
  by: Person;
  at: string;
  until: string;
  reason: string | null;
};

/** A document in the queue. */
export type ReviewFile = {
  id: string;
  name: string;
  /** Bytes; `null` while nobody knows yet. */
  size: number | null;
  contentType: string;
  category: FileCategory;
  state: StorageState;
  review: ReviewState;
  version: number;
  profile: string;
  path: string | null;
  owner: ReviewOwner;
  flags: ReviewFlag[];
  /** Whether it has to be kept for legal reasons. */
  isLegallyHeld: boolean;
  claim: { by: Person; until: string } | null;
  /** What was made from the current version; in the queue only its `thumb`. */
  derivatives: Derivative[];
  /** Until when somebody has to decide about the current version; `null` without a target. */
  dueAt: string | null;
  createdAt: string;
  updatedAt: string;
};

export type ReviewPage = {
  files: ReviewFile[];
  nextCursor: string | null;
  /** Whether more than the newest 1,000 documents match what was searched for; only those were looked at. */
  isSearchCapped?: boolean;
};

export type ReviewSort = 'dueAt' | 'createdAt' | '-createdAt' | 'name' | '-name' | 'size' | '-size';

/** What of the queue is wanted; `state`, `review` and `category` may be several, separated by commas. */
export type ReviewListQuery = {
  state?: string;
  review?: string;
  /** An id or an e-mail address. */
  owner?: string;
  category?: string;
  profile?: string;
  flag?: string;
  /** `true` */
  held?: string;
  /** `overdue` */
  due?: string;
  /** Bytes. */
  minSize?: string;
  maxSize?: string;
  /** When it arrived, in ISO 8601: from the first on, before the second. */
  from?: string;
  to?: string;
  /** Words, each a part of a name, of an owner's name or address, or a word of what was read out of the file. */
  q?: string;
  /** An id, `me` or `none`. */
  assignee?: string;
  sort?: string;
  cursor?: string;
  limit?: number;
};

/** Each is exact up to 1,000; 1,001 means more. */
export type ReviewCounts = {
  unreviewed: number;
  inReview: number;
  awaitingSecond: number;
  approved: number;
  changesRequested: number;
  rejected: number;
};

export type ReviewDecision = {
  id: string;
  version: number;
  by: Person;
  at: string;
  decision: ReviewDecisionKind;
  reasonCode: string | null;
  /** What the code meant when it was given. */
  reasonLabel: string | null;
  /** What the owner reads. */
  message: string | null;
  /** What only the team reads. */
  note: string | null;
};

/** What became of one file of many: the file as it is then, or why it was refused. */
export type BulkOutcome = { id: string } & (
  | { status: 200; file: ReviewFile }
  | { status: number; code: string; detail: string }
);

export type ReviewVersion = {
  version: number;
  name: string;
  size: number | null;
  contentType: string;
  state: StorageState;
  review: ReviewState;
  scan: string | null;
  rejection: { code: string; message: string } | null;
  decision: ReviewDecision | null;
  createdAt: string;
  updatedAt: string;
};

/** An event of the file's audit trail. */
export type ReviewEvent = {
  id: string;
  at: string;
  actor: { type: string; id: string; name: string };
  action: string;
  file: string | null;
  fileName: string | null;
  version: number | null;
  purpose: string | null;
  reason: string | null;
  requestId: string;
  hash: string;
  details: Readonly<Record<string, string | number | boolean | null>> | null;
  sealed: boolean;
};

export type ReviewDetail = ReviewFile & {
  /** Newest first. */
  versions: ReviewVersion[];
  /** Whether the current version's contents were read; what was read is asked for by itself. */
  extracted: { kind: string; state: string; reason: string | null } | null;
  scan: string | null;
  /** Base64 SHA-256 of the current version; with `-n`, of the sums of its n parts. */
  checksumSha256: string | null;
  /** Oldest first; the text has `<@id>` for each of `mentions`. */
  comments: { id: string; by: Person; at: string; text: string; mentions: Person[] }[];
  /** Newest first. */
  decisions: ReviewDecision[];
  reasonCodes: readonly { code: string; label: string }[];
  /** Whether two people have to approve the current version. */
  isSecondApprovalRequired: boolean;
  /** Whether previews bear the address of who looks at them, and the time. */
  isWatermarked: boolean;
  /** Until when its profile keeps it, unless a decision comes before; `null` without an end. */
  keptUntil: string | null;
  /** Who put it under legal hold, and when. */
  legalHold: { by: Person; at: string } | null;
  /** Newest first, at most 50. */
  events: ReviewEvent[];
};
