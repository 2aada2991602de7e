import type { AuditChainReport } from '@/entities/audit';
import { auditTexts } from '@/shared/texts';

export type ReportWords = {
  headline: string;
  lines: string[];
  /** What to do; `null` when there is nothing to do. */
  advice: string | null;
};

/** The outcome in words; for a break, where it is and what to do. */
export function describeReport({ isValid, sealed, unsealed, firstBreak }: AuditChainReport): ReportWords {
  const { verify } = auditTexts;
  if (isValid || firstBreak === null)
    return {
      headline: verify.valid,
      lines: [verify.sealed(sealed.toLocaleString('en')), verify.unsealed(unsealed.toLocaleString('en'))],
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
