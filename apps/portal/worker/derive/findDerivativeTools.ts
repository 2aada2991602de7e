import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
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

/**
 * What is on the path is a link to `program/soffice` in LibreOffice's own folder. Anything else, such as a script of somebody's, is given no
 * folder: what lies above it may be ours.
 */
function findOffice(link: string) {
  const program = realpathSync(link);
  const holder = dirname(program);
  return { program, directory: basename(holder) === 'program' ? dirname(holder) : '' };
}
