import { changeFiles } from '@/entities/file';
import { ApiError } from '@/shared/api';
import { fileTexts, generalTexts } from '@/shared/texts';
import type { FileOutcome } from './FileOutcome';

const words: Readonly<Record<string, string>> = {
  INVALID_STATE: fileTexts.problems.beingChecked,
  NOT_FOUND: fileTexts.problems.gone,
  LEGAL_HOLD: fileTexts.problems.legalHold,
};

type Change = Parameters<typeof changeFiles>[0];
type Result = Awaited<ReturnType<typeof changeFiles>>[number];

/** What one line of the answer means: `isGoneFine` where a file that is not there any more is what was asked for. */
export function toFileOutcome({ id, status, code = 'INTERNAL' }: Result, isGoneFine: boolean): FileOutcome {
  if (status < 400 || (isGoneFine && status === 404)) return { id, error: null };
  return { id, error: new ApiError({ code, status, message: words[code] ?? generalTexts.failed }) };
}

/** Changes any number of files, and tells what became of each. */
export async function changeMany(
  action: Change,
  ids: readonly string[],
  { isGoneFine, change = changeFiles }: { isGoneFine: boolean; change?: typeof changeFiles },
): Promise<FileOutcome[]> {
  const results = await change(action, ids);
  return results.map((result) => toFileOutcome(result, isGoneFine));
}
