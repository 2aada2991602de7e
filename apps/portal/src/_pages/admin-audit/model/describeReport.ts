import type { AuditChainReport } from '@/entities/audit';
import { formatDate } from '@/shared/lib';
import { auditTexts } from '@/shared/texts';

export type ReportWords = {
  headline: string;
  lines: string[];
  /** What to do; `null` when there is nothing to do. */
  advice: string | null;
};

/** The outcome in words; for a break, where it is and what to do. */
export function describeReport(report: AuditChainReport): ReportWords {
  const { isValid, sealed, unsealed, firstBreak } = report;
  const { verify } = auditTexts;
  if (isValid || firstBreak === null)
    return {
      headline: verify.valid,
      lines: [
        verify.sealed(sealed.toLocaleString('en')),
        ...describeCheckpoint(report),
        verify.unsealed(unsealed.toLocaleString('en')),
      ],
      advice: null,
    };
  const problems: Readonly<Record<string, string>> = verify.problems;
  const { problem, position, eventId } = firstBreak;
  const what = Object.hasOwn(problems, problem) ? problems[problem]! : problem;
  const where = position === null ? verify.unsealedPosition : verify.position(position.toLocaleString('en'));
  return {
    headline: verify.broken,
    lines: [`${what}, ${where}.`, ...(eventId === null ? [] : [`${verify.event} ${eventId}`])],
    advice: verify.brokenAdvice,
  };
}

/** What is not there any more, and by whose word. */
function describeCheckpoint({ checkpoint }: AuditChainReport): string[] {
  if (checkpoint === null) return [];
  const { position, kept, eventsBefore, at, publicKey } = checkpoint;
  const { verify } = auditTexts;
  const removed = (position - kept).toLocaleString('en');
  return [
    verify.pruned(removed, formatDate(eventsBefore), formatDate(at)),
    verify.kept(kept.toLocaleString('en')),
    verify.checkpointKey(publicKey),
  ];
}
