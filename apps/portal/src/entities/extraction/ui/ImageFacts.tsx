'use client';

import { extractionTexts } from '@/shared/texts';
import { Notice } from '@/shared/ui';
import type { ExtractedImage } from '../model/Extraction';
import { imageFacts } from '../model/imageFacts';
import { FactList } from './FactList';

const texts = extractionTexts.image;

/** What a picture says about itself. */
export function ImageFacts({ image }: { image: ExtractedImage }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <FactList facts={imageFacts(image)} />
      {image.hasPosition && <Notice look="wait">{texts.position}</Notice>}
      <p className="text-muted">{texts.note}</p>
    </div>
  );
}
