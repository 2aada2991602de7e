import { formatDateTime, formatFigure } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import type { WorkbookFacts } from './Extraction';
import type { Fact } from './Fact';

const texts = extractionTexts.table;

/** What a workbook says about itself, each with its name. */
export function workbookFacts(workbook: WorkbookFacts): Fact[] {
  const { sheetCount, title, author, createdAt, changedAt } = workbook;
  return [
    [texts.sheets, formatFigure(sheetCount)],
    [texts.name, title],
    [texts.author, author],
    [texts.created, createdAt === null ? null : formatDateTime(createdAt)],
    [texts.changed, changedAt === null ? null : formatDateTime(changedAt)],
  ];
}
