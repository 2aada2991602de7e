import { outcomeReason } from '../containment/outcomeReason';
import { inputArgs, readMediaFacts } from './mediaFacts';
import { type PartMaker, toMade, withReason } from './PartMaker';
import { maxPreviewSeconds } from './previewMaker';
import { renderPictures } from './renderPictures';

const picture = { name: 'waveform', boxPixels: 1_600 };
const file = 'waveform.png';
/** Seen on white and on black. */
const colour = '#7c8aa0';

/** How loud it is when, as a picture without a background. */
export const audioPictureMaker: PartMaker = {
  planned: [{ name: picture.name, contentType: 'image/webp' }],
  maxInputBytes: 1024 ** 3,
  async make({ folder, input, tools }) {
    const nothing = (reason: string) => withReason(audioPictureMaker.planned, reason);
    if (tools.media === null) return nothing('tool_missing');
    const facts = await readMediaFacts(folder, tools.media, input);
    if ('reason' in facts) return nothing(facts.reason);
    if (!facts.hasAudio) return nothing('no_sound');
    const outcome = await folder.run({
      program: tools.media.ffmpeg,
      args: [
        ...['-nostdin', '-v', 'error', '-threads', '1', '-t', String(maxPreviewSeconds.audio)],
        ...inputArgs(input),
        ...[
          '-filter_complex',
          `[0:a:0]aformat=channel_layouts=mono,showwavespic=s=1600x240:colors=${colour}`,
        ],
        ...['-frames:v', '1', '-update', '1', `file:${file}`],
      ],
      limits: { wallMs: 120_000, cpuSeconds: 90 },
    });
    if (outcome.kind !== 'done') return nothing(outcomeReason(outcome));
    const [rendered] = await renderPictures(folder, {
      program: tools.pictureProgram,
      inputs: [{ file, pictures: [picture] }],
    });
    if (rendered === undefined || 'reason' in rendered) return nothing(rendered?.reason ?? 'unreadable');
    return toMade(rendered.pictures).map((one) => ({ ...one, durationSeconds: facts.durationSeconds }));
  },
};
