'use client';

import { type ReactNode, useRef } from 'react';
import { previewTexts } from '@/shared/texts';
import { IconButton } from '@/shared/ui';
import type { ZoomKeys } from '../model/createZoomKeys';
import { useZoomFrame } from '../model/useZoomFrame';
import type { Zoom } from '../model/zoom';

const texts = previewTexts.zoom;

type ZoomFrameProps = {
  /** What is in it, for a screen reader. */
  label: string;
  keys: ZoomKeys;
  /** What lies over the frame, whatever is scrolled below. */
  over: ReactNode;
  children: (zoom: Zoom) => ReactNode;
};

/** Pictures that are looked at closely. */
export function ZoomFrame({ label, keys, over, children }: ZoomFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { zoom, press, pointer } = useZoomFrame(frame, keys);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <fieldset className="flex flex-wrap items-center justify-center gap-x-1">
        <legend className="sr-only">{texts.tools}</legend>
        <IconButton
          icon="minus"
          label={texts.out}
          hint={texts.hint(texts.out, '-')}
          onClick={() => press('out')}
        />
        <span className="min-w-14 text-center text-sm text-muted tabular-nums">
          {texts.percent(zoom.scale)}
        </span>
        <IconButton
          icon="plus"
          label={texts.in}
          hint={texts.hint(texts.in, '+')}
          onClick={() => press('in')}
        />
        <IconButton
          icon="fit"
          label={texts.fit}
          hint={texts.hint(texts.fit, 'F')}
          onClick={() => press('fit')}
        />
        <IconButton
          icon="actual"
          label={texts.actual}
          hint={texts.hint(texts.actual, '0')}
          onClick={() => press('actual')}
        />
        <IconButton
          icon="turn"
          label={texts.turn}
          hint={texts.hint(texts.turn, 'O')}
          onClick={() => press('turn')}
        />
      </fieldset>
      <div className="relative isolate">
        {/* biome-ignore lint/a11y/useSemanticElements: no fieldset scrolls, and two versions side by side are no two landmarks of one name */}
        <div
          ref={frame}
          role="group"
          aria-label={label}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
          tabIndex={0}
          data-zoom-frame=""
          className={`max-h-[80vh] touch-pan-x touch-pan-y overflow-auto rounded-lg ${zoom.scale > 1 ? 'cursor-grab active:cursor-grabbing' : ''}`}
          {...pointer}
        >
          {children(zoom)}
        </div>
        {over}
      </div>
    </div>
  );
}
