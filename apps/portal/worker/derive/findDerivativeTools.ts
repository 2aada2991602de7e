import { findTool } from '../containment/findTool';
import type { DerivativeTools } from './PartMaker';

/** The programs of this machine that makers use, beside our own. */
export function findDerivativeTools(pictureProgram: string, path?: string): DerivativeTools {
  const ffmpeg = findTool('ffmpeg', path);
  const ffprobe = findTool('ffprobe', path);
  return {
    pictureProgram,
    pdftoppm: findTool('pdftoppm', path),
    // Called heif-dec from version 1.19 on.
    heifConvert: findTool('heif-dec', path) ?? findTool('heif-convert', path),
    media: ffmpeg === null || ffprobe === null ? null : { ffmpeg, ffprobe },
  };
}
