import { formatDateTime, formatFigure } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import type { ExtractedDocument } from './Extraction';
import type { Fact } from './Fact';

const texts = extractionTexts.document;

/** What a document says about itself, each with its name. */
export function documentFacts(document: ExtractedDocument): Fact[] {
  const { pageCount, slideCount, wordCount, title, author, createdAt, changedAt } = document;
  return [
    [texts.pages, pageCount === null ? null : formatFigure(pageCount)],
    [texts.slides, slideCount === null ? null : formatFigure(slideCount)],
    [texts.words, wordCount === null ? null : formatFigure(wordCount)],
    [texts.name, title],
    [texts.author, author],
    [texts.created, createdAt === null ? null : formatDateTime(createdAt)],
    [texts.changed, changedAt === null ? null : formatDateTime(changedAt)],
  ];
}
