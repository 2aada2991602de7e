import { formatBytes } from '@/shared/lib';
import { fileKinds, type ProfileSettings } from '@/shared/profiles';
import { uploadRuleTexts as texts } from '@/shared/texts';

/** What a profile accepts and what becomes of it, in one line for whoever uploads. */
export function describeRules(profile: ProfileSettings): string {
  const { kinds, maxSizeBytes, maxBytes, maxFiles, isReviewRequired, retentionDays } = profile;
  const named = fileKinds.filter((kind) => kinds.includes(kind)).map((kind) => texts.kinds[kind]);
  const accepted =
    named.length === fileKinds.length ? texts.everyKind : new Intl.ListFormat('en').format(named);
  const facts = [
    texts.accepted(accepted, formatBytes(maxSizeBytes)),
    ...(maxBytes === null && maxFiles === null
      ? []
      : [texts.quota(maxBytes === null ? null : formatBytes(maxBytes), maxFiles)]),
    ...(retentionDays === null ? [] : [texts.kept(retentionDays)]),
    ...(isReviewRequired ? [] : [texts.unreviewed]),
  ].join('; ');
  return facts.charAt(0).toUpperCase() + facts.slice(1);
}
