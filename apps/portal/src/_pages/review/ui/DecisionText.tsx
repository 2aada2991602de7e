import type { ReviewDecision } from '@/entities/review';
import { formatDateTime } from '@/shared/lib';
import { reviewTexts } from '@/shared/texts';

const words = reviewTexts.decision;

type DecisionTextProps = {
  decision: ReviewDecision;
  viewerId: string;
};

/** One decision in words: what, why, by whom, and what was said to whom. */
export function DecisionText({ decision, viewerId }: DecisionTextProps) {
  const { reasonLabel: reason, message, note, by, at } = decision;
  return (
    <div className="mt-2 rounded-lg bg-sunken px-3 py-2 [overflow-wrap:anywhere]">
      <p>
        <span className="font-medium">{words.names[decision.decision]}</span>
        {reason !== null && `: ${reason}`}
      </p>
      <p className="text-muted">
        <bdi>{by.id === viewerId ? reviewTexts.people.you : by.name}</bdi> ·{' '}
        <time dateTime={at}>{formatDateTime(at)}</time>
      </p>
      {message !== null && (
        <p className="mt-1 whitespace-pre-wrap">
          <span className="text-muted">{words.toOwner}</span> <bdi>{message}</bdi>
        </p>
      )}
      {note !== null && (
        <p className="mt-1 whitespace-pre-wrap">
          <span className="text-muted">{words.toTeam}</span> <bdi>{note}</bdi>
        </p>
      )}
    </div>
  );
}
