import { extractionTexts } from '@/shared/texts';

/** Why nothing was read, in a sentence. */
export function describeReason(reason: string | null): string {
  const { reasons } = extractionTexts;
  return reason !== null && Object.hasOwn(reasons, reason)
    ? reasons[reason as keyof typeof reasons]
    : reasons.unreadable;
}
