import { convertBitmap } from './convertBitmap';
import { type PartMaker, withReason } from './PartMaker';
import { renderPictures } from './renderPictures';
import { listPictures, webPixels } from './sizes';

const pictures = [{ name: 'web', boxPixels: webPixels }, ...listPictures];

/** A picture for the page and the small ones of lists, from one reading of the file. */
export const imageMaker: PartMaker = {
  planned: pictures.map(({ name }) => ({ name, contentType: 'image/webp' })),
  maxInputBytes: 256 * 1024 ** 2,
  async make({ folder, input, tools }) {
    const source = await convertBitmap(folder, tools.media, input);
    if ('reason' in source) return withReason(imageMaker.planned, source.reason);
    const { file } = source;
    const [rendered] = await renderPictures(folder, tools.pictureProgram, [{ file, pictures }]);
    if (rendered === undefined || 'reason' in rendered)
      return withReason(imageMaker.planned, rendered?.reason ?? 'unreadable');
    return rendered.pictures.map((picture) => ({ ...picture, contentType: 'image/webp' }));
  },
};
