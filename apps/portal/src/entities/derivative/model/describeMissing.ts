import { previewTexts } from '@/shared/texts';

/** Why there is no preview, in a sentence. */
export function describeMissing(reason: string): string {
  const { reasons } = previewTexts;
  return Object.hasOwn(reasons, reason) ? reasons[reason as keyof typeof reasons] : reasons.not_made;
}
