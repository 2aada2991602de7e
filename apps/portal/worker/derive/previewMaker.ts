import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { inputArgs, readMediaFacts } from './mediaFacts';
import { type PartMaker, withReason } from './PartMaker';

/** How much of a recording a preview has, in seconds. */
export const maxPreviewSeconds = { video: 10 * 60, audio: 60 * 60 } as const;

const maxPreviewBytes = 96 * 1024 ** 2;
const maxSide = 1_280;

const limits: Partial<ContainmentLimits> = {
  wallMs: 20 * 60_000,
  cpuSeconds: 15 * 60,
  folderBytes: 2.5 * 1024 ** 3,
};

/** Both begin with what a player needs, so that it plays and jumps while the rest is still on its way. */
const common = ['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', '-movflags', '+faststart'];
const sound = ['-c:a', 'aac', '-b:a', '96k', '-ac', '2', '-ar', '48000'];

const video = [
  ...['-map', '0:v:0', '-map', '0:a:0?'],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '27', '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
  '-vf',
  `scale=w='min(${maxSide},iw)':h='min(${maxSide},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2`,
  ...['-fpsmax', '30', '-g', '60'],
  ...sound,
];

/** What every browser plays: H.264 and AAC of the beginning of a film, or AAC alone. */
function previewMaker(kind: 'video' | 'audio'): PartMaker {
  const contentType = `${kind}/mp4`;
  const planned = [{ name: 'preview', contentType }];
  const file = `preview.${kind === 'video' ? 'mp4' : 'm4a'}`;
  return {
    planned,
    maxInputBytes: 2 * 1024 ** 3,
    async make({ folder, input, tools }) {
      const nothing = (reason: string) => withReason(planned, reason);
      if (tools.media === null) return nothing('tool_missing');
      const facts = await readMediaFacts(folder, tools.media, input);
      if ('reason' in facts) return nothing(facts.reason);
      if (kind === 'video' ? facts.video === null : !facts.hasAudio)
        return nothing(kind === 'video' ? 'no_picture' : 'no_sound');
      const outcome = await folder.run({
        program: tools.media.ffmpeg,
        args: [
          ...['-nostdin', '-v', 'error', '-threads', '2', '-t', String(maxPreviewSeconds[kind])],
          ...inputArgs(input),
          ...(kind === 'video' ? video : ['-map', '0:a:0', '-vn', ...sound]),
          ...common,
          ...['-fs', String(maxPreviewBytes), `file:${file}`],
        ],
        limits,
      });
      if (outcome.kind !== 'done') return nothing(outcomeReason(outcome));
      const made = await readMediaFacts(folder, tools.media, file);
      const body = await readFile(join(folder.path, file)).catch(() => null);
      const isSound = body !== null && body.toString('latin1', 4, 8) === 'ftyp' && !('reason' in made);
      if (!isSound || body.length > maxPreviewBytes * 1.1) return nothing('unreadable');
      const { durationSeconds, video: frame } = made;
      return [
        {
          name: 'preview',
          contentType,
          body,
          durationSeconds,
          ...(kind === 'video' && frame !== null && { width: frame.width, height: frame.height }),
        },
      ];
    },
  };
}

export const videoPreviewMaker = previewMaker('video');
export const audioPreviewMaker = previewMaker('audio');
