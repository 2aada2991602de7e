import type { ReviewDecisionKind, ReviewState, StorageState } from '../protocol/index.ts';
import { retainedFrom } from './catalogueFile.ts';
import type { Derivative } from './readDerivatives.ts';
import type { ReviewFlag } from './reviewQueueQuery.ts';

/** A person, by id; their names are the application's. */
export type ReviewPerson = { id: string };

/** A document in the queue: the facts of its current version, and who holds it. */
export type ReviewFile = {
  id: string;
  name: string;
  size: number | null;
  contentType: string;
  /** `image`, `video`, `audio`, `document`, `spreadsheet`, `presentation`, `text`, `archive` or `other`. */
  category: string;
  state: StorageState;
  review: ReviewState;
  version: number;
  profile: string;
  /** The folder it came in, for display. */
  path: string | null;
  owner: ReviewPerson;
  /** What to look out for in the current version: `wrong_total`, `encrypted`, `not_scanned`. */
  flags: ReviewFlag[];
  /** Whether it has to be kept for legal reasons. */
  isLegallyHeld: boolean;
  /** Who holds it now; a claim that has run out is none. */
  claim: { by: ReviewPerson; until: string } | null;
  /** What was made from the current version while it is available; in the queue only its `thumb`. */
  derivatives: Derivative[];
  /** Until when the current version is to be decided about; `null` without a target, and before it is ready. */
  dueAt: string | null;
  /** When the time began that its profile keeps it; `null` while it has to be kept anyway. */
  retainedFrom: string | null;
  createdAt: string;
  updatedAt: string;
};

/** What was decided about one version, for the team. */
export type ReviewDecision = {
  id: string;
  version: number;
  by: ReviewPerson;
  at: string;
  decision: ReviewDecisionKind;
  reasonCode: string | null;
  /** What the code meant when it was given. */
  reasonLabel: string | null;
  /** For the owner. */
  message: string | null;
  /** For the team. */
  note: string | null;
};

export type ReviewComment = {
  id: string;
  by: ReviewPerson;
  at: string;
  /** With `<@id>` for each of `mentions`. */
  text: string;
  mentions: ReviewPerson[];
};

/** A row of `reviewFileColumns`. */
export type ReviewFileRow = {
  id: string;
  name: string;
  size: string | null;
  content_type: string;
  category: string;
  state: StorageState;
  review: ReviewState;
  version: number;
  profile: string;
  path: string | null;
  owner_id: string;
  flags: ReviewFlag[];
  is_legally_held: boolean;
  due_at: Date | null;
  retained_from: Date | null;
  created_at: Date;
  updated_at: Date;
  claim_by: string | null;
  claim_until: Date | null;
};

/** Of `valetkey.file f` and, where there is one, `valetkey.review_claim c`. */
export const reviewFileColumns = `f.id, f.name, f.size, f.content_type, f.category, f.state, f.review,
  f.current_version as version, f.profile, f.path, f.owner_id, f.flags, f.is_legally_held, nullif(f.review_due_at, 'infinity') as due_at, f.created_at, f.updated_at, c.by_id as claim_by,
  c.until as claim_until, ${retainedFrom} as retained_from`;

/** Whether it is a document that reviewers see: something arrived, and it is not in the trash. */
export const isReviewable = 'f.current_version is not null and f.deleted_at is null';

export function toReviewFile(
  row: ReviewFileRow,
  now: Date,
  derivatives: ReadonlyMap<string, Derivative[]>,
): ReviewFile {
  const isHeld = row.claim_by !== null && row.claim_until !== null && row.claim_until > now;
  return {
    id: row.id,
    name: row.name,
    size: row.size === null ? null : Number(row.size),
    contentType: row.content_type,
    category: row.category,
    state: row.state,
    review: row.review,
    version: row.version,
    profile: row.profile,
    path: row.path,
    owner: { id: row.owner_id },
    flags: row.flags,
    isLegallyHeld: row.is_legally_held,
    claim:
      isHeld && row.claim_by !== null && row.claim_until !== null
        ? { by: { id: row.claim_by }, until: row.claim_until.toISOString() }
        : null,
    derivatives: derivatives.get(row.id) ?? [],
    dueAt: row.due_at?.toISOString() ?? null,
    retainedFrom: row.retained_from?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
