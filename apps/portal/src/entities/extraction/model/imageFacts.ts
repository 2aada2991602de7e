import { formatDate, formatFigure } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import { describeWord } from './describeWord';
import type { ExtractedImage } from './Extraction';
import type { Fact } from './Fact';

const texts = extractionTexts.image;

/** A camera's clock knows no zone, so none is told. */
const formatTaken = (taken: string) => `${formatDate(`${taken}Z`)}, ${taken.slice(11)}`;

/** What a picture says about itself, each with its name. */
export function imageFacts(image: ExtractedImage): Fact[] {
  const { format, width, height, orientation, colour, channels, bitsPerChannel, hasAlpha, frameCount } =
    image;
  const { cameraMake, cameraModel, takenAt, caption } = image;
  return [
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
}
