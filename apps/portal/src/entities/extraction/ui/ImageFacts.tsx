'use client';

import { formatDate, formatFigure } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import { Notice } from '@/shared/ui';
import { describeWord } from '../model/describeWord';
import type { ExtractedImage } from '../model/Extraction';
import { FactList } from './FactList';

const texts = extractionTexts.image;

/** A camera's clock knows no zone, so none is told. */
const formatTaken = (taken: string) => `${formatDate(`${taken}Z`)}, ${taken.slice(11)}`;

/** What a picture says about itself. */
export function ImageFacts({ image }: { image: ExtractedImage }) {
  const { format, width, height, orientation, colour, channels, bitsPerChannel, hasAlpha, frameCount } =
    image;
  const { cameraMake, cameraModel, takenAt, caption, hasPosition } = image;
  const facts: readonly (readonly [string, string | null])[] = [
    [texts.format, describeWord(texts.formats, format)],
    [texts.size, texts.pixels(formatFigure(width), formatFigure(height))],
    [texts.orientation, (orientation ?? 1) === 1 ? null : texts.turned],
    [
      texts.colour,
      [
        colour === null ? null : describeWord(texts.colours, colour),
        channels === null || bitsPerChannel === null ? null : texts.bits(channels, bitsPerChannel),
        hasAlpha ? texts.alpha : null,
      ]
        .filter((part) => part !== null)
        .join(', ') || null,
    ],
    [texts.frames, frameCount === 1 ? null : formatFigure(frameCount)],
    [texts.make, cameraMake],
    [texts.model, cameraModel],
    [texts.taken, takenAt === null ? null : formatTaken(takenAt)],
    [texts.caption, caption],
  ];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <FactList facts={facts} />
      {hasPosition && <Notice look="wait">{texts.position}</Notice>}
      <p className="text-muted">{texts.note}</p>
    </div>
  );
}
