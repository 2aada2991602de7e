import { formatBytes, formatFigure } from '@/shared/lib';
import { comparisonTexts, extractionTexts } from '@/shared/texts';
import { documentFacts } from './documentFacts';
import type { Extracted, ExtractedArchive, ExtractedTables } from './Extraction';
import type { Fact } from './Fact';
import { imageFacts } from './imageFacts';
import { recordingFacts } from './recordingFacts';
import { textFacts } from './textFacts';
import { workbookFacts } from './workbookFacts';

const texts = comparisonTexts.facts;
const yesOrNo = (is: boolean) => (is ? texts.yes : texts.no);

function archiveFacts({ format, entryCount, contentBytes }: ExtractedArchive): Fact[] {
  return [
    [texts.format, extractionTexts.archive.formats[format]],
    [texts.entries, formatFigure(entryCount)],
    [texts.unpacked, contentBytes === null ? null : formatBytes(contentBytes)],
  ];
}

function tableFacts({ workbook, tables }: ExtractedTables): Fact[] {
  const sum = (count: (table: ExtractedTables['tables'][number]) => number) =>
    formatFigure(tables.reduce((total, table) => total + count(table), 0));
  return [
    ...(workbook === null ? [] : workbookFacts(workbook)),
    ...(workbook === null ? [] : [[texts.hiddenSheets, formatFigure(workbook.hiddenSheetCount)] as const]),
    [texts.rows, sum(({ rowCount }) => rowCount)],
    [texts.columns, sum(({ columnCount }) => columnCount)],
    [texts.wrongTotals, sum(({ totals }) => totals.length)],
  ];
}

/** What was read out of a file that can be said in a line, each with its name. */
export function listFacts(extracted: Extracted): Fact[] {
  switch (extracted.kind) {
    case 'archive':
      return archiveFacts(extracted);
    case 'table':
      return tableFacts(extracted);
    case 'document':
      return [...documentFacts(extracted), [texts.macros, yesOrNo(extracted.hasMacros)]];
    case 'text':
      return [...textFacts(extracted), [texts.hidden, formatFigure(extracted.hiddenCount)]];
    case 'image':
      return [...imageFacts(extracted), [texts.position, yesOrNo(extracted.hasPosition)]];
    case 'recording':
      return [...recordingFacts(extracted), [texts.position, yesOrNo(extracted.hasPosition)]];
  }
}
