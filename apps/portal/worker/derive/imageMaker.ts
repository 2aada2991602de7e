import { convertBitmap } from './convertBitmap';
import { convertHeic } from './convertHeic';
import { type PartMaker, toMade, withReason } from './PartMaker';
import { type Rendered, renderPictures } from './renderPictures';
import { listPictures, webPixels } from './sizes';

const web = { name: 'web', boxPixels: webPixels };

/** A picture for the page and the small ones of lists, from one reading of the file; the small ones are there first. */
export const imageMaker: PartMaker = {
  planned: [web, ...listPictures].map(({ name }) => ({ name, contentType: 'image/webp' })),
  maxInputBytes: 256 * 1024 ** 2,
  async make({ folder, input, tools, keep }) {
    const source = await convertBitmap(folder, tools.media, input);
    if ('reason' in source) return withReason(imageMaker.planned, source.reason);
    const draw = async (file: string): Promise<Rendered> => {
      const [rendered] = await renderPictures(folder, {
        program: tools.pictureProgram,
        inputs: [{ file, pictures: [web] }],
        early: { pictures: listPictures, keep: (pictures) => keep(toMade(pictures)) },
      });
      return rendered ?? { reason: 'unreadable' };
    };
    let rendered = await draw(source.file);
    // Its size was looked at before its coding was found to be one that cannot be decoded.
    const isHeic = 'reason' in rendered && rendered.reason === 'kind_not_supported';
    if (isHeic && tools.heifConvert !== null) {
      const heic = await convertHeic(folder, tools.heifConvert, input);
      rendered = 'reason' in heic ? heic : await draw(heic.file);
    }
    return 'reason' in rendered ? withReason(imageMaker.planned, rendered.reason) : toMade(rendered.pictures);
  },
};
