import type { UploadProfileFacts } from '@/entities/profile';
import { formatBytes } from '@/shared/lib';
import { profilesTexts as texts } from '@/shared/texts';
import { Badge, Button } from '@/shared/ui';

type ProfileCardProps = {
  profile: UploadProfileFacts;
  kindCount: number;
  onEdit: () => void;
  onDelete: () => void;
};

/** One profile in a few words. */
export function ProfileCard({ profile, kindCount, onEdit, onDelete }: ProfileCardProps) {
  const { name, label, kinds, maxSizeBytes, maxBytes, maxFiles, isReviewRequired, retentionDays } = profile;
  const { isSecondApprovalRequired, reviewWithinHours, isWatermarked, reasonCodes } = profile;
  const isDefault = name === 'default';
  const facts = [
    texts.upTo(formatBytes(maxSizeBytes)),
    texts.quota(
      maxBytes === null ? null : formatBytes(maxBytes),
      maxFiles === null ? null : maxFiles.toLocaleString('en'),
    ),
    isReviewRequired ? (isSecondApprovalRequired ? texts.reviewOfTwo : texts.review) : texts.noReview,
    ...(isReviewRequired && reviewWithinHours !== null ? [texts.target(reviewWithinHours)] : []),
    ...(isReviewRequired && isWatermarked ? [texts.watermarked] : []),
    ...(isReviewRequired && reasonCodes !== null ? [texts.ownReasons(reasonCodes.length)] : []),
    retentionDays === null ? texts.keptForever : texts.keptFor(retentionDays),
    ...(profile.acceptsTooLargeToScan ? [texts.tooLargePasses] : []),
  ];
  return (
    <li
      data-profile={name}
      className="grid content-between gap-4 rounded-2xl border border-line bg-surface p-5 shadow-card"
    >
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-2 font-semibold tracking-tight [overflow-wrap:anywhere]">
          <bdi>{label}</bdi>
          {isDefault && <Badge look="accent">{texts.default}</Badge>}
        </h2>
        <p className="mt-0.5 font-mono text-xs text-muted">{name}</p>
        <p className="mt-3 text-sm">
          {kinds.length === kindCount ? texts.allKinds : kinds.map((kind) => texts.kinds[kind]).join(', ')}
        </p>
        <ul className="mt-2 grid gap-0.5 text-sm text-muted">
          {facts.map((fact) => (
            <li key={fact} className="first-letter:uppercase">
              {fact}
            </li>
          ))}
        </ul>
        {isDefault && <p className="mt-2 text-sm text-muted">{texts.defaultHint}</p>}
      </div>
      <div className="flex flex-wrap gap-3">
        <Button aria-label={texts.editLabel(label)} onClick={onEdit}>
          {texts.edit}
        </Button>
        {!isDefault && (
          <Button look="quiet" aria-label={texts.removeLabel(label)} onClick={onDelete}>
            {texts.remove}
          </Button>
        )}
      </div>
    </li>
  );
}
