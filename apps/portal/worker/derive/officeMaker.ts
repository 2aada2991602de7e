import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { officeFormats } from './officeFormats';
import { officeSettings } from './officeSettings';
import { type PartMaker, withReason } from './PartMaker';
import { maxPages, pdfMaker } from './pdfMaker';

const mib = 1024 ** 2;

const limits: Partial<ContainmentLimits> = {
  wallMs: 90_000,
  cpuSeconds: 75,
  memoryBytes: 1_536 * mib,
  folderBytes: 1_024 * mib,
  openFiles: 512,
};

const settingsFile = 'profile/user/registrymodifications.xcu';

/**
 * Pages of documents, sheets and slides, as LibreOffice prints them. It opens what a document names (pictures, other files, pages of the
 * web), so it runs only where it sees no file of ours and no network; its settings refuse the same, and programs in documents.
 */
export const officeMaker: PartMaker = {
  planned: pdfMaker.planned,
  maxInputBytes: 128 * mib,
  async make({ folder, input, contentType, tools, keep }) {
    const nothing = (reason: string) => withReason(officeMaker.planned, reason);
    const format = officeFormats[contentType];
    if (format === undefined) return nothing('kind_not_supported');
    if (tools.office === null || tools.pdftoppm === null) return nothing('tool_missing');
    await mkdir(dirname(join(folder.path, settingsFile)), { recursive: true });
    await writeFile(join(folder.path, settingsFile), officeSettings);
    const range = JSON.stringify({ PageRange: { type: 'string', value: `1-${maxPages}` } });
    const outcome = await folder.run({
      program: tools.office.program,
      args: [
        ...['-env:UserInstallation=file:///tmp/profile', '--headless', '--norestore', '--nolockcheck'],
        // Named, so that nothing is opened as something else than what was verified.
        ...[`--infilter=${format.reads}`, '--convert-to', `pdf:${format.prints}:${range}`],
        ...['--outdir', '/tmp', input],
      ],
      ownFiles: { programs: tools.office.directory },
      limits,
    });
    if (outcome.kind !== 'done') return nothing(outcomeReason(outcome));
    // It ends well also when it could not read the document.
    const pdf = `${input}.pdf`;
    if (!(await folder.keepOnly(pdf))) return nothing('unreadable');
    return pdfMaker.make({ folder, input: pdf, contentType: 'application/pdf', tools, keep });
  },
};
