import { z } from 'zod';
import type { ContainedFolder } from '../containment/createContainment';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';

/** What a recording says about itself in its headers. */
export type MediaFacts = {
  durationSeconds: number | null;
  video: { width: number; height: number } | null;
  hasAudio: boolean;
};

/** Programs of FFmpeg; both or none. */
export type MediaTools = { ffmpeg: string; ffprobe: string };

/** The largest frame that is decoded, width times height. */
const maxFramePixels = 50_000_000;

/**
 * Formats that are opened, whatever a file calls itself: those of recordings, and none of those that are lists of other files.
 */
const formats = 'mov,matroska,avi,mpeg,mpegts,mpegvideo,ogg,wav,mp3,flac,aac,amr,asf,flv';

/** Before every input: nobody to ask, no other file, no other protocol. */
export const inputArgs = (file: string): string[] => [
  ...['-protocol_whitelist', 'file', '-format_whitelist', formats],
  ...['-i', `file:${file}`],
];

const answer = z.object({
  format: z.object({ duration: z.string().optional() }).optional(),
  streams: z
    .array(
      z.object({
        codec_type: z.string().optional(),
        width: z.number().int().optional(),
        height: z.number().int().optional(),
        disposition: z.object({ attached_pic: z.number().optional() }).optional(),
      }),
    )
    .max(1_000),
});

const limits: Partial<ContainmentLimits> = { wallMs: 30_000, cpuSeconds: 20, memoryBytes: 512 * 1024 ** 2 };

/** Reads the headers; a word that says why not where they cannot be read or ask for too much. */
export async function readMediaFacts(
  folder: ContainedFolder,
  tools: MediaTools,
  file: string,
): Promise<MediaFacts | { reason: string }> {
  const outcome = await folder.run({
    program: tools.ffprobe,
    args: [
      ...['-v', 'error', '-print_format', 'json'],
      ...['-show_entries', 'format=duration:stream=codec_type,width,height:stream_disposition=attached_pic'],
      ...inputArgs(file),
    ],
    limits,
  });
  if (outcome.kind !== 'done') return { reason: outcomeReason(outcome) };
  const parsed = parse(outcome.printed);
  if (parsed === null) return { reason: 'unreadable' };
  const video = parsed.streams.find(
    ({ codec_type, disposition }) => codec_type === 'video' && disposition?.attached_pic !== 1,
  );
  const { width = 0, height = 0 } = video ?? {};
  if (width * height > maxFramePixels) return { reason: 'too_large' };
  const duration = Number(parsed.format?.duration);
  return {
    durationSeconds: Number.isFinite(duration) && duration >= 0 ? duration : null,
    video: width > 0 && height > 0 ? { width, height } : null,
    hasAudio: parsed.streams.some(({ codec_type }) => codec_type === 'audio'),
  };
}

function parse(printed: string) {
  try {
    return answer.parse(JSON.parse(printed));
  } catch {
    return null;
  }
}
