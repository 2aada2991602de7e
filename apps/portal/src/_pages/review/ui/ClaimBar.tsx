'use client';

import type { ReviewDetail } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { Button, Icon } from '@/shared/ui';
import { describeLeft } from '../model/describeAge';
import type { Standing } from '../model/describeStanding';
import type { FileAction } from '../model/useReviewFile';

const words = reviewTexts.claim;

type ClaimBarProps = {
  detail: ReviewDetail;
  standing: Standing;
  now: number;
  busy: FileAction | null;
  /** The viewer held it and does not any more, without having given it back. */
  isLost: boolean;
  onClaim: () => void;
  onRelease: () => void;
  onTakeOver: () => void;
  /** `null` for who may not give files to others. */
  onAssign: (() => void) | null;
};

/** Who works on the file, and what the viewer can do about it. */
export function ClaimBar(props: ClaimBarProps) {
  const { detail, standing, now, busy, isLost, onClaim, onRelease, onTakeOver, onAssign } = props;
  const { claim } = detail;
  if (standing !== 'free' && standing !== 'mine' && standing !== 'theirs') return null;
  const left = claim === null ? '' : describeLeft(claim.until, now);
  return (
    <div
      data-lost={isLost || undefined}
      className={`flex flex-wrap items-center gap-x-4 gap-y-2 rounded-2xl border py-2 pr-2 pl-4 text-sm shadow-card ${isLost ? 'border-wait bg-wait-soft' : 'border-line bg-surface'}`}
    >
      <Icon
        name={standing === 'free' ? 'clock' : 'person'}
        className={`size-4.5 ${standing === 'theirs' || isLost ? 'text-wait' : 'text-muted'}`}
      />
      <p role="status" className="mr-auto min-w-0 flex-1 basis-48 py-1 [overflow-wrap:anywhere]">
        {standing === 'free' && (isLost ? words.lostLine : words.freeLine)}
        {standing === 'mine' && words.mineLine(left)}
        {standing === 'theirs' &&
          claim !== null &&
          (isLost ? words.lostToLine(claim.by.name) : words.theirsLine(claim.by.name, left))}
      </p>
      {onAssign !== null && (
        <Button onClick={onAssign} isBusy={busy !== null}>
          {reviewTexts.assign.open}
        </Button>
      )}
      {standing === 'theirs' ? (
        <Button onClick={onTakeOver} isBusy={busy !== null}>
          {words.takeOver}
        </Button>
      ) : (
        // One button that changes, so that the focus stays on it.
        <Button onClick={standing === 'mine' ? onRelease : onClaim} isBusy={busy !== null}>
          {busy === 'claim'
            ? words.taking
            : standing === 'mine'
              ? words.release
              : isLost
                ? words.again
                : words.take}
        </Button>
      )}
    </div>
  );
}
