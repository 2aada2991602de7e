'use client';

import type { ReviewDetail } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { Button, Icon } from '@/shared/ui';
import { kindIcon } from './KindIcon';

const words = reviewTexts.file;

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

/** Where the file is looked at. There are no previews yet, and the page says so; the file itself is a deliberate step away. */
export function FileViewer({ detail, onOriginal }: { detail: ReviewDetail; onOriginal: () => void }) {
  const reason = whyNot(detail);
  return (
    <section
      aria-label={words.preview}
      className="grid min-h-64 place-content-center justify-items-center gap-1 rounded-2xl border border-dashed border-line-strong/60 bg-surface px-5 py-10 text-center lg:min-h-96"
    >
      <span className="mb-2 grid size-14 place-items-center rounded-2xl bg-sunken text-muted">
        <Icon name={kindIcon(detail.category)} className="size-7" />
      </span>
      <p className="font-medium">{words.noPreview}</p>
      <p className="max-w-sm text-sm text-balance text-muted">{reason ?? words.noPreviewText}</p>
      {reason === null && (
        <Button className="mt-4" onClick={onOriginal}>
          <Icon name="download" className="size-4" />
          {words.original}
        </Button>
      )}
    </section>
  );
}
