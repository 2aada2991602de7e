'use client';

import { formatDateTime, formatFigure } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import { Notice } from '@/shared/ui';
import type { WorkbookFacts } from '../model/Extraction';
import { FactList } from './FactList';

const texts = extractionTexts.table;

/** What the workbook says about itself, and that it has sheets that nobody is shown. */
export function WorkbookSays({ workbook }: { workbook: WorkbookFacts }) {
  const { sheetCount, hiddenSheetCount, title, author, createdAt, changedAt } = workbook;
  const facts: readonly (readonly [string, string | null])[] = [
    [texts.sheets, formatFigure(sheetCount)],
    [texts.name, title],
    [texts.author, author],
    [texts.created, createdAt === null ? null : formatDateTime(createdAt)],
    [texts.changed, changedAt === null ? null : formatDateTime(changedAt)],
  ];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <FactList facts={facts} />
      {hiddenSheetCount > 0 && <Notice look="wait">{texts.hiddenSheets(hiddenSheetCount)}</Notice>}
    </div>
  );
}
