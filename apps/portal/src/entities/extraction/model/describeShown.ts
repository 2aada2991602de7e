import { formatFigure } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import type { ExtractedText } from './Extraction';
import { linesOf } from './linesOf';

const texts = extractionTexts.text;

/** How much of a text is here, in a sentence; `null` when it is all of it. */
export function describeShown(extracted: ExtractedText): string | null {
  if (extracted.isComplete) return null;
  const { lineCount, characterCount, isCounted, text } = extracted;
  const count = linesOf(extracted).length;
  const shown = formatFigure(count);
  if (count === lineCount && isCounted)
    return texts.firstCharacters(formatFigure([...text].length - count + 1), formatFigure(characterCount));
  return isCounted ? texts.firstLines(shown, formatFigure(lineCount)) : texts.firstLinesOfMore(shown);
}
