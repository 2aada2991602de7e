import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { findTool } from '../containment/findTool';
import type { DerivativeTools } from './PartMaker';

/** The programs of this machine that makers use, beside our own. */
export function findDerivativeTools(pictureProgram: string, path?: string): DerivativeTools {
  const soffice = findTool('soffice', path) ?? findTool('libreoffice', path);
  const ffmpeg = findTool('ffmpeg', path);
  const ffprobe = findTool('ffprobe', path);
  return {
    pictureProgram,
    pdftoppm: findTool('pdftoppm', path),
    // Called heif-dec from version 1.19 on.
    heifConvert: findTool('heif-dec', path) ?? findTool('heif-convert', path),
    office: soffice === null ? null : findOffice(soffice),
    media: ffmpeg === null || ffprobe === null ? null : { ffmpeg, ffprobe },
  };
}

/** What is on the path is a link into LibreOffice's own folder, of which the program is two levels below the top. */
function findOffice(link: string) {
  const program = realpathSync(link);
  return { program, directory: dirname(dirname(program)) };
}
