import { extensionOf, type FileSummary, renameFile as sendName } from '@/entities/file';
import { ApiError } from '@/shared/api';
import { fileTexts } from '@/shared/texts';

/** A name in its two parts: what its owner may change, and the ending, which was verified against the content and stays. */
export function splitName(name: string): { stem: string; extension: string } {
  const extension = extensionOf(name);
  return { stem: name.slice(0, name.length - extension.length), extension };
}

/** Gives a file another name, with its ending, and returns it as it is now. */
export async function renameFile(
  file: FileSummary,
  wanted: string,
  { send = sendName }: { send?: typeof sendName } = {},
): Promise<FileSummary> {
  const { stem, extension } = splitName(file.name);
  const name = wanted.trim();
  if (name === stem) return file;
  if (name === '')
    throw new ApiError({ code: 'INVALID_FILENAME', status: 400, message: fileTexts.problems.nameMissing });
  return send(file.id, `${name}${extension}`);
}
