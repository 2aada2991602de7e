import type { DecisionKind } from '@/entities/review';

/** A decision as far as it is filled in. */
export type Draft = {
  decision: DecisionKind | null;
  reasonCode: string;
  message: string;
  note: string;
};

export const emptyDraft: Draft = { decision: null, reasonCode: '', message: '', note: '' };

/** Whether leaving would lose something that somebody typed. */
export function hasText({ message, note }: Draft): boolean {
  return message.trim() !== '' || note.trim() !== '';
}

/** What is missing before it can be sent; `null` when nothing is. */
export function missingOf({ decision, reasonCode }: Draft): 'decision' | 'reason' | null {
  if (decision === null) return 'decision';
  return decision !== 'approve' && reasonCode === '' ? 'reason' : null;
}

/** What is sent: texts without the blanks around them, and nothing that does not belong to the decision. */
export function toDecision({ decision, reasonCode, message, note }: Draft & { decision: DecisionKind }): {
  decision: DecisionKind;
  reasonCode?: string;
  message?: string;
  note?: string;
} {
  return {
    decision,
    ...(decision !== 'approve' && { reasonCode }),
    ...(message.trim() !== '' && { message: message.trim() }),
    ...(note.trim() !== '' && { note: note.trim() }),
  };
}
