'use client';

import { choosePreview, describeMissing, Preview, type ZoomKeys } from '@/entities/derivative';
import type { ReviewDetail } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { Button, Icon } from '@/shared/ui';
import { kindIcon } from './KindIcon';

const words = reviewTexts.file;

type FileViewerProps = {
  detail: ReviewDetail;
  /** What is written across the preview; `null` for nothing. */
  watermark: string | null;
  zoomKeys: ZoomKeys;
  onOriginal: () => void;
};

function whyNot({ state }: ReviewDetail): string | null {
  switch (state) {
    case 'available':
      return null;
    case 'quarantined':
      return words.heldText;
    case 'rejected':
      return words.refusedText;
    case 'deleted':
    case 'purged':
      return words.deletedText;
    default:
      return words.notReadyText;
  }
}

function OriginalButton({ onOriginal }: Pick<FileViewerProps, 'onOriginal'>) {
  return (
    <Button onClick={onOriginal}>
      <Icon name="download" className="size-4" />
      {words.original}
    </Button>
  );
}

/** Where the file is looked at: what was made from it, and the file itself a deliberate step away. */
export function FileViewer({ detail, watermark, zoomKeys, onOriginal }: FileViewerProps) {
  const reason = whyNot(detail);
  const choice = choosePreview(detail.derivatives);
  if (reason === null && choice.kind !== 'none')
    return (
      <section
        aria-label={words.preview}
        className="rounded-2xl border border-line bg-surface p-3 shadow-card sm:p-4"
      >
        <Preview file={detail} choice={choice} watermark={watermark} zoomKeys={zoomKeys} />
        <div className="mt-3 flex justify-center sm:mt-4">
          <OriginalButton onOriginal={onOriginal} />
        </div>
      </section>
    );
  // Nothing is drawn of a table or a text, but what is in it stands below.
  const isRead =
    reason === null &&
    choice.kind === 'none' &&
    choice.reason === null &&
    detail.extracted?.state === 'available';
  const missing = choice.kind === 'none' && choice.reason !== null ? describeMissing(choice.reason) : null;
  return (
    <section
      aria-label={words.preview}
      className={`grid place-content-center justify-items-center gap-1 rounded-2xl border border-dashed border-line-strong/60 bg-surface px-5 text-center ${
        isRead ? 'py-5' : 'min-h-64 py-10 lg:min-h-96'
      }`}
    >
      <span className="mb-2 grid size-14 place-items-center rounded-2xl bg-sunken text-muted">
        <Icon name={kindIcon(detail.category)} className="size-7" />
      </span>
      <p className="font-medium">{isRead ? words.noPicture : words.noPreview}</p>
      <p className="max-w-sm text-sm text-balance text-muted">
        {reason ?? `${isRead ? words.readBelow : (missing ?? words.noPreviewKind)} ${words.noPreviewText}`}
      </p>
      {reason === null && (
        <div className="mt-4">
          <OriginalButton onOriginal={onOriginal} />
        </div>
      )}
    </section>
  );
}
