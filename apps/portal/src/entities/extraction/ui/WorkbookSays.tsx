'use client';

import { extractionTexts } from '@/shared/texts';
import { Notice } from '@/shared/ui';
import type { WorkbookFacts } from '../model/Extraction';
import { workbookFacts } from '../model/workbookFacts';
import { FactList } from './FactList';

const texts = extractionTexts.table;

/** What the workbook says about itself, and that it has sheets that nobody is shown. */
export function WorkbookSays({ workbook }: { workbook: WorkbookFacts }) {
  const { hiddenSheetCount } = workbook;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <FactList facts={workbookFacts(workbook)} />
      {hiddenSheetCount > 0 && <Notice look="wait">{texts.hiddenSheets(hiddenSheetCount)}</Notice>}
    </div>
  );
}
