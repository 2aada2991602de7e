'use client';

import { fileTexts } from '@/shared/texts';
import { Icon } from '@/shared/ui';

/** Over the whole page while files are held over it. It takes no events: the page below does. */
export function DropOverlay() {
  const { dropNow, dropHint } = fileTexts.upload;
  return (
    <div className="pointer-events-none fixed inset-0 z-20 grid place-items-center bg-canvas/85 p-4 sm:p-8">
      <div className="grid size-full place-content-center justify-items-center gap-3 rounded-3xl border-2 border-dashed border-accent bg-accent-soft/60 text-center">
        <span className="grid size-16 place-items-center rounded-full bg-accent text-on-accent">
          <Icon name="upload" className="size-8" />
        </span>
        <p className="text-2xl font-semibold tracking-tight">{dropNow}</p>
        <p className="text-muted">{dropHint}</p>
      </div>
    </div>
  );
}
