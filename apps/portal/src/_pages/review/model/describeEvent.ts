import type { ReviewEvent } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';

const { events: words, signed, people } = reviewTexts;

/** A line of the history. */
export type HistoryLine = {
  id: string;
  /** When it happened, or happened last. */
  at: string;
  who: string;
  what: string;
  version: number | null;
  reason: string | null;
  /** How many times in a row. */
  count: number;
};

// What the machinery did on the way; it says nothing about the file, and the audit trail has it all.
function isMachinery({ action, purpose }: ReviewEvent): boolean {
  if (action === 'url.signed') return purpose === 'upload' || purpose === 'thumbnail';
  return action === 'source.removed' || action === 'verification.started';
}

function describeWhat({ action, purpose, details }: ReviewEvent): string {
  if (action === 'url.signed')
    return purpose !== null && Object.hasOwn(signed, purpose)
      ? signed[purpose as keyof typeof signed]
      : signed.other;
  if (action === 'review.claimed' && details?.isRenewal === true) return reviewTexts.claim.renewed;
  return Object.hasOwn(words, action) ? words[action as keyof typeof words] : action;
}

function describeWho({ actor }: ReviewEvent, viewerId: string): string {
  if (actor.type !== 'user') return people.system;
  return actor.id === viewerId ? people.you : actor.name;
}

/** What happened to a file in plain words, newest first; the same thing many times in a row is one line. */
export function describeEvents(events: readonly ReviewEvent[], viewerId: string): HistoryLine[] {
  const lines: HistoryLine[] = [];
  for (const event of events) {
    if (isMachinery(event)) continue;
    const { id, at, version, reason } = event;
    const line = {
      id,
      at,
      who: describeWho(event, viewerId),
      what: describeWhat(event),
      version,
      reason,
      count: 1,
    };
    const last = lines.at(-1);
    const isSame =
      last !== undefined &&
      reason === null &&
      last.reason === null &&
      last.who === line.who &&
      last.what === line.what &&
      last.version === version;
    if (isSame) last.count += 1;
    else lines.push(line);
  }
  return lines;
}
