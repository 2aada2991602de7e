'use client';

import Link from 'next/link';
import type { ReviewDetail } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { Badge, IconButton } from '@/shared/ui';
import { describeReview } from '../model/describeReview';

const words = reviewTexts.file;

type FileBarProps = {
  detail: ReviewDetail;
  search: string;
  /** Opens the file before or after; `null` where there is none. */
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
};

/** How far the file is, and the ways to the others of its list. */
export function FileBar({ detail, search, onPrevious, onNext }: FileBarProps) {
  const { label, look } = describeReview(detail.review);
  return (
    <div className="-mt-3 flex flex-wrap items-center gap-x-3 gap-y-1">
      <Badge look={look} data-state={detail.review}>
        {label}
      </Badge>
      {detail.versions.length > 1 && (
        <span className="text-sm text-muted">{words.versionTitle(detail.version)}</span>
      )}
      <nav aria-label={words.navigation} className="-mr-2 ml-auto flex items-center">
        <Link
          href={`/review${search}`}
          prefetch={false}
          className="inline-flex min-h-10 items-center rounded-lg px-3 text-sm font-medium hover:bg-sunken pointer-coarse:min-h-11"
        >
          {words.back}
        </Link>
        <IconButton
          icon="down"
          className="rotate-90"
          label={words.previous}
          isBusy={onPrevious === null}
          onClick={onPrevious ?? undefined}
        />
        <IconButton
          icon="down"
          className="-rotate-90"
          label={words.next}
          isBusy={onNext === null}
          onClick={onNext ?? undefined}
        />
      </nav>
    </div>
  );
}
