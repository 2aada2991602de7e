'use client';

import { useMemo } from 'react';
import { extractionTexts } from '@/shared/texts';
import { Notice } from '@/shared/ui';
import { describeShown } from '../model/describeShown';
import type { ExtractedText } from '../model/Extraction';
import { linesOf } from '../model/linesOf';
import { textFacts } from '../model/textFacts';
import { FactList } from './FactList';
import { TextLines } from './TextLines';

const texts = extractionTexts.text;

/** A text, what it consists of, and what in it is not seen. */
export function TextView({ extracted }: { extracted: ExtractedText }) {
  const { hiddenCount, turningCount, encoding } = extracted;
  const lines = useMemo(() => linesOf(extracted), [extracted]);
  const part = describeShown(extracted);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {hiddenCount > 0 && (
        <Notice look="wait">
          {texts.hidden(hiddenCount)}
          {turningCount > 0 && ` ${texts.turning(turningCount)}`}
        </Notice>
      )}
      {lines.length === 0 ? <p>{texts.empty}</p> : <TextLines lines={lines} />}
      {part !== null && <p className="text-wait">{part}</p>}
      <FactList facts={textFacts(extracted)} />
      {encoding === 'windows-1252' && <p className="text-muted">{texts.guessed}</p>}
    </div>
  );
}
