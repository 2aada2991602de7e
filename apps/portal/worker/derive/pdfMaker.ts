import { readdir } from 'node:fs/promises';
import type { ContainedFolder } from '../containment/createContainment';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { type PartMaker, toMade, withReason } from './PartMaker';
import { renderPictures } from './renderPictures';
import { listPictures, webPixels } from './sizes';

/** Pages of which pictures are made; a reader who needs more needs the file. */
export const maxPages = 20;

const limits: Partial<ContainmentLimits> = { wallMs: 90_000, cpuSeconds: 60 };

/**
 * Pictures of the first pages. The first one alone comes first: it is what lists show, and it is there also when a later page
 * takes too much.
 */
export const pdfMaker: PartMaker = {
  planned: ['page-1', ...listPictures.map(({ name }) => name)].map(toWebp),
  maxInputBytes: 512 * 1024 ** 2,
  async make({ folder, input, tools, keep }) {
    const { pdftoppm, pictureProgram: program } = tools;
    if (pdftoppm === null) return withReason(pdfMaker.planned, 'tool_missing');
    const draw = (first: number, last: number) =>
      folder.run({
        program: pdftoppm,
        args: [
          // Not quiet: what it says tells a locked document from a broken one.
          ...['-jpeg', '-jpegopt', 'quality=90', '-scale-to', String(webPixels)],
          ...['-f', String(first), '-l', String(last), input, 'page'],
        ],
        limits,
      });
    const outcome = await draw(1, 1);
    if (outcome.kind !== 'done') {
      const isLocked = outcome.kind === 'unreadable' && /password/i.test(outcome.detail);
      return withReason(pdfMaker.planned, isLocked ? 'encrypted' : outcomeReason(outcome));
    }
    const [page] = await listPages(folder);
    if (page?.page !== 1) return withReason(pdfMaker.planned, 'unreadable');
    const [first] = await renderPictures(folder, {
      program,
      inputs: [pictureOf(page)],
      early: { pictures: listPictures, keep: (small) => keep(toMade(small)) },
    });
    if (first === undefined || 'reason' in first)
      return withReason(pdfMaker.planned, first?.reason ?? 'unreadable');
    // A document of one page has no second one, and one whose second page breaks has its first.
    await draw(2, maxPages);
    const later = (await listPages(folder)).filter((one) => one.page !== 1);
    const rendered =
      later.length === 0 ? [] : await renderPictures(folder, { program, inputs: later.map(pictureOf) });
    return [first, ...rendered].flatMap((one) => ('reason' in one ? [] : toMade(one.pictures)));
  },
};

type Page = { file: string; page: number };

function pictureOf({ file, page }: Page) {
  return { file, pictures: [{ name: `page-${page}`, boxPixels: webPixels }] };
}

function toWebp(name: string) {
  return { name, contentType: 'image/webp' };
}

/** The program pads its numbers to the document's length. */
async function listPages(folder: ContainedFolder): Promise<Page[]> {
  const files = await readdir(folder.path);
  return files
    .flatMap((file) => {
      const page = Number(/^page-(\d{1,9})\.jpg$/.exec(file)?.[1] ?? 0);
      return page >= 1 && page <= maxPages ? [{ file, page }] : [];
    })
    .sort((a, b) => a.page - b.page);
}
