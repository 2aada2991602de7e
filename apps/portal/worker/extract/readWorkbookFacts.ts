import type { ByteSource } from './ByteSource';
import { openOfficeParts } from './openOfficeParts';
import { factOf, momentOf, readPartFacts } from './readPartFacts';
import { readXml } from './readXml';
import { maxSheets } from './tableLimits';
import type { WorkbookFacts } from './tableReport';

/** What a workbook says about itself; `null` where that cannot be read, which is no reason not to read its sheets. */
export async function readWorkbookFacts(source: ByteSource): Promise<WorkbookFacts | null> {
  try {
    const parts = await openOfficeParts(source);
    const core = readPartFacts(await parts.read('docProps/core.xml'), [
      'title',
      'creator',
      'created',
      'modified',
    ]);
    let sheetCount = 0;
    let hiddenSheetCount = 0;
    readXml((await parts.read('xl/workbook.xml')) ?? '', {
      open: (name, attribute) => {
        if (name !== 'sheet' || sheetCount >= maxSheets) return;
        sheetCount += 1;
        if (/^(?:veryH|h)idden$/.test(attribute('state') ?? '')) hiddenSheetCount += 1;
      },
    });
    return {
      sheetCount,
      hiddenSheetCount,
      title: factOf(core.get('title')),
      author: factOf(core.get('creator')),
      createdAt: momentOf(core.get('created')),
      changedAt: momentOf(core.get('modified')),
    };
  } catch {
    return null;
  }
}
