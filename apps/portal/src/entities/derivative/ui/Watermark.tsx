'use client';

import { useId } from 'react';

/** Roughly, of this font: a repetition has to be as wide as what is written in it. */
const characterWidth = 9.5;
const gap = 48;
const lineHeight = 72;

/**
 * Words across whatever is below, again and again. They lie over the frame and not in the picture, so they stay as large at every zoom and
 * wherever it is scrolled. Light letters with a dark edge are seen on both light and dark.
 */
export function Watermark({ text }: { text: string }) {
  const id = useId();
  const width = Math.ceil(text.length * characterWidth) + gap;
  return (
    <svg
      aria-hidden="true"
      data-watermark={text}
      className="pointer-events-none absolute inset-0 z-10 size-full rounded-lg select-none"
    >
      <defs>
        <pattern
          id={id}
          width={width}
          height={lineHeight}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(-30)"
        >
          <text
            y={lineHeight / 2}
            fontSize="14"
            fontWeight="600"
            fill="#fff"
            fillOpacity="0.6"
            stroke="#000"
            strokeOpacity="0.4"
            strokeWidth="2"
            paintOrder="stroke"
          >
            {text}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  );
}
