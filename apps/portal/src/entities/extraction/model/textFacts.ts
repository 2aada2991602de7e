import { formatFigure } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import type { ExtractedText } from './Extraction';
import type { Fact } from './Fact';

const texts = extractionTexts.text;

/** How a text is written and how much there is of it, each with its name. */
export function textFacts(text: ExtractedText): Fact[] {
  const { lineCount, wordCount, characterCount, longestLine, encoding, hasByteOrderMark, lineEnding } = text;
  // Of the beginning of a file nobody knows how many there are.
  const countOf = (count: number) =>
    text.isCounted ? formatFigure(count) : texts.atLeast(formatFigure(count));
  return [
    [texts.lines, countOf(lineCount)],
    [texts.words, countOf(wordCount)],
    [texts.characters, countOf(characterCount)],
    [texts.longest, countOf(longestLine)],
    [
      texts.encoding,
      hasByteOrderMark ? texts.withMark(texts.encodings[encoding]) : texts.encodings[encoding],
    ],
    [texts.lineEnding, lineEnding && texts.lineEndings[lineEnding]],
  ];
}
