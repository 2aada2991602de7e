import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExtractedRecording } from 'valetkey/server';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { saveInput } from '../containment/saveInput';
import { inputArgs } from '../derive/mediaFacts';
import type { PartExtractor } from './PartExtractor';
import { toRecording } from './toRecording';

const mib = 1024 ** 2;
/** Larger ones are looked at by their two ends, where every format has its headers and its length. */
const maxWholeBytes = 32 * mib;
const endBytes = 16 * mib;
/** The whole is read of what has its headers somewhere else, up to here. */
const maxBytes = 2_048 * mib;

const limits: Partial<ContainmentLimits> = {
  wallMs: 60_000,
  cpuSeconds: 30,
  memoryBytes: 512 * mib,
};

const input = 'input';

type Work = Parameters<PartExtractor>[0];

/** Writes a part of the file to where it is in the whole; what is not written reads as zeros and takes no room. */
async function writePart({ folder, read, signal }: Work, offset: number, length: number): Promise<void> {
  const handle = await open(join(folder.path, input), offset === 0 ? 'w' : 'r+', 0o600);
  try {
    let at = offset;
    const reader = (await read({ start: offset, end: offset + length - 1 })).getReader();
    try {
      for (;;) {
        signal.throwIfAborted();
        const { done, value } = await reader.read();
        if (done || at >= offset + length) break;
        const piece = value.subarray(0, offset + length - at);
        await handle.write(piece, 0, piece.length, at);
        at += piece.length;
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  } finally {
    await handle.close();
  }
}

async function probe({ folder, programs, upload }: Work): Promise<ExtractedRecording | { reason: string }> {
  const outcome = await folder.run({
    program: programs.ffprobe ?? '',
    args: [
      ...['-v', 'error', '-print_format', 'json'],
      '-show_entries',
      'format=format_name,duration,bit_rate:format_tags:stream=codec_type,codec_name,width,height,avg_frame_rate,channels,sample_rate,bit_rate:stream_tags=rotate:stream_side_data=rotation:stream_disposition=attached_pic',
      ...inputArgs(input),
    ],
    limits: { ...limits, folderBytes: (upload.size ?? 0) + 16 * mib },
  });
  if (outcome.kind !== 'done') return { reason: outcomeReason(outcome) };
  return toRecording(outcome.printed) ?? { reason: 'unreadable' };
}

/** What a film or a piece of sound says about itself. */
export const recordingExtractor: PartExtractor = async (work) => {
  const { upload, folder, programs, read, signal } = work;
  if (programs.ffprobe === null) return { state: 'not_available', reason: 'tool_missing' };
  const size = upload.size ?? 0;
  const bringWhole = async () =>
    saveInput(await read(), { path: join(folder.path, input), maxBytes: size, signal });
  if (size > maxWholeBytes) {
    await writePart(work, 0, endBytes);
    await writePart(work, size - endBytes, endBytes);
    const found = await probe(work);
    if (!('reason' in found)) return found;
    if (size > maxBytes) return { state: 'failed', reason: 'too_large' };
    await rm(join(folder.path, input));
  }
  if (!(await bringWhole())) return { state: 'failed', reason: 'too_large' };
  const found = await probe(work);
  return 'reason' in found ? { state: 'failed', reason: found.reason } : found;
};
