import type { ContainedFolder } from '../containment/createContainment';
import { outcomeReason } from '../containment/outcomeReason';

/** Of several pictures in a file each has its number; the first one is the one that is meant. */
const converted = ['heic.jpg', 'heic-1.jpg'] as const;

/**
 * HEIC is what the image library knows and cannot decode: its coding, HEVC, is patented. Where the system has libheif's own program, that
 * one makes another picture of it first, upright and at full size.
 *
 * @returns the file to draw from
 */
export async function convertHeic(
  folder: ContainedFolder,
  heifConvert: string,
  input: string,
): Promise<{ file: string } | { reason: string }> {
  const outcome = await folder.run({
    program: heifConvert,
    args: ['-q', '92', input, converted[0]],
    limits: { wallMs: 60_000, cpuSeconds: 45 },
  });
  for (const file of converted) if (await folder.has(file)) return { file };
  return { reason: outcome.kind === 'done' ? 'unreadable' : outcomeReason(outcome) };
}
