import { fileStateTexts as texts } from '@/shared/texts';
import type { BadgeLook } from '@/shared/ui';
import { describeRejection } from './describeRejection';
import type { FileSummary } from './FileSummary';

/** What a file's owner is told: a state in a word or two, and what to know or do about it. */
export type FileDescription = {
  label: string;
  look: BadgeLook;
  /** It changes without anybody doing anything. */
  isMoving: boolean;
  detail: string | null;
};

type Facts = Pick<FileSummary, 'state' | 'review' | 'isReviewRequired' | 'rejection' | 'outcome'>;

function describeOutcome(outcome: Facts['outcome']): string | null {
  if (outcome === null) return null;
  const { reasonCode, reasonLabel, message } = outcome;
  const reasons: Readonly<Record<string, string>> = texts.reasons;
  // Ours are told as sentences; those of a profile are as its administrator wrote them.
  const own = reasonLabel == null || reasonLabel === reasonCode ? '' : `${reasonLabel}.`;
  const reason = reasonCode !== null && Object.hasOwn(reasons, reasonCode) ? reasons[reasonCode] : own;
  return [reason, message].filter(Boolean).join(' ') || null;
}

function describeReview({ review, isReviewRequired, outcome }: Facts): FileDescription {
  const plain = { isMoving: false, detail: null };
  switch (review) {
    case 'in_review':
    case 'awaiting_second':
      return { ...plain, label: texts.reviewing, look: 'wait' };
    case 'approved':
      return { ...plain, label: texts.approved, look: 'good', detail: outcome?.message ?? null };
    case 'changes_requested':
      return { ...plain, label: texts.changes, look: 'bad', detail: describeOutcome(outcome) };
    case 'rejected':
      return { ...plain, label: texts.rejected, look: 'bad', detail: describeOutcome(outcome) };
    default:
      return isReviewRequired
        ? { ...plain, label: texts.uploaded, look: 'accent' }
        : { ...plain, label: texts.ready, look: 'good' };
  }
}

/** A file's state in plain words: of the storage while that is open, of the review after it. */
export function describeFile(file: Facts): FileDescription {
  const plain = { isMoving: false, detail: null, look: 'plain' } as const;
  switch (file.state) {
    case 'uploaded':
    case 'verifying':
      return { label: texts.checking, look: 'wait', isMoving: true, detail: null };
    case 'available':
      return describeReview(file);
    case 'quarantined':
      return { ...plain, label: texts.held, look: 'bad', detail: texts.heldDetail };
    case 'rejected':
      return {
        ...plain,
        label: texts.rejected,
        look: 'bad',
        detail: file.rejection === null ? null : describeRejection(file.rejection),
      };
    case 'reserved':
    case 'expired':
      return { ...plain, label: texts.unfinished };
    case 'aborted':
      return { ...plain, label: texts.cancelled };
    case 'deleted':
    case 'purged':
      return { ...plain, label: texts.deleted };
  }
}
