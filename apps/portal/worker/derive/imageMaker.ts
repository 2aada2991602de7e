import { convertBitmap } from './convertBitmap';
import { type PartMaker, toMade, withReason } from './PartMaker';
import { renderPictures } from './renderPictures';
import { listPictures, webPixels } from './sizes';

const web = { name: 'web', boxPixels: webPixels };

/** A picture for the page and the small ones of lists, from one reading of the file; the small ones are there first. */
export const imageMaker: PartMaker = {
  planned: [web, ...listPictures].map(({ name }) => ({ name, contentType: 'image/webp' })),
  maxInputBytes: 256 * 1024 ** 2,
  async make({ folder, input, tools, keep }) {
    const source = await convertBitmap(folder, tools.media, input);
    if ('reason' in source) return withReason(imageMaker.planned, source.reason);
    const [rendered] = await renderPictures(folder, {
      program: tools.pictureProgram,
      inputs: [{ file: source.file, pictures: [web] }],
      early: { pictures: listPictures, keep: (pictures) => keep(toMade(pictures)) },
    });
    if (rendered === undefined || 'reason' in rendered)
      return withReason(imageMaker.planned, rendered?.reason ?? 'unreadable');
    return toMade(rendered.pictures);
  },
};
