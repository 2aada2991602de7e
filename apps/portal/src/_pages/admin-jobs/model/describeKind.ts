import { jobsTexts } from '@/shared/texts';

/** A kind of job in words; one that this portal has no words for by its name. */
export function describeKind(kind: string): string {
  const { kinds } = jobsTexts;
  return Object.hasOwn(kinds, kind) ? kinds[kind as keyof typeof kinds] : kind;
}
