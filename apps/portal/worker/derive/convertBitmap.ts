import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainedFolder } from '../containment/createContainment';
import { outcomeReason } from '../containment/outcomeReason';
import type { MediaTools } from './mediaFacts';
import { maxPixels } from './renderPictures';

const converted = 'bitmap.png';

async function readHead(folder: ContainedFolder, input: string): Promise<Buffer> {
  const handle = await open(join(folder.path, input));
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(26), 0, 26, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Width times height, as a header of any age says. */
function countPixels(head: Buffer): number {
  if (head.length < 26) return 0;
  return head.readUInt32LE(14) === 12
    ? head.readUInt16LE(18) * head.readUInt16LE(20)
    : Math.abs(head.readInt32LE(18)) * Math.abs(head.readInt32LE(22));
}

/**
 * Windows bitmaps are what the image library does not read, so FFmpeg makes another picture of them first.
 *
 * @returns the file to draw from, which is the input itself where it is no bitmap
 */
export async function convertBitmap(
  folder: ContainedFolder,
  media: MediaTools | null,
  input: string,
): Promise<{ file: string } | { reason: string }> {
  const head = await readHead(folder, input);
  if (head.toString('latin1', 0, 2) !== 'BM') return { file: input };
  if (media === null) return { reason: 'tool_missing' };
  const pixels = countPixels(head);
  if (pixels === 0) return { reason: 'unreadable' };
  if (pixels > maxPixels) return { reason: 'too_large' };
  const outcome = await folder.run({
    program: media.ffmpeg,
    args: [
      ...['-nostdin', '-v', 'error', '-xerror', '-threads', '1', '-protocol_whitelist', 'file'],
      ...['-format_whitelist', 'bmp_pipe', '-f', 'bmp_pipe', '-i', `file:${input}`],
      ...['-frames:v', '1', '-update', '1', `file:${converted}`],
    ],
    limits: { wallMs: 60_000, cpuSeconds: 45 },
  });
  if (outcome.kind !== 'done') return { reason: outcomeReason(outcome) };
  return (await folder.has(converted)) ? { file: converted } : { reason: 'unreadable' };
}
