import type { ContainedFolder } from '../containment/createContainment';
import { inputArgs, type MediaFacts, type MediaTools, readMediaFacts } from './mediaFacts';
import { type PartMaker, toMade, withReason } from './PartMaker';
import { renderPictures } from './renderPictures';
import { listPictures, webPixels } from './sizes';

const poster = { name: 'poster', boxPixels: webPixels };

/** Into the film by so much of its length, and by no more than so many seconds: films begin black. */
const posterShare = 0.1;
const maxPosterSeconds = 10;

/** Dots of old formats are wider than high, or the other way round; those of pictures are square. Some films say nothing of theirs, or nonsense. */
const frameWidth = 'iw*if(between(sar,0.1,10),sar,1)';
const frameFilter = `scale=w='max(1,min(${webPixels},${frameWidth}))':h='max(1,ow*ih/(${frameWidth}))',setsar=1`;

/** One frame, for the page and for lists. */
export const videoPictureMaker: PartMaker = {
  planned: [poster, ...listPictures].map(({ name }) => ({ name, contentType: 'image/webp' })),
  maxInputBytes: 2 * 1024 ** 3,
  async make({ folder, input, tools, keep }) {
    const nothing = (reason: string) => withReason(videoPictureMaker.planned, reason);
    if (tools.media === null) return nothing('tool_missing');
    const facts = await readMediaFacts(folder, tools.media, input);
    if ('reason' in facts) return nothing(facts.reason);
    if (facts.video === null) return nothing('no_picture');
    const file = await drawFrame(folder, tools.media, input, facts);
    if (file === null) return nothing('unreadable');
    const [rendered] = await renderPictures(folder, {
      program: tools.pictureProgram,
      inputs: [{ file, pictures: [poster] }],
      early: { pictures: listPictures, keep: (small) => keep(toMade(small)) },
    });
    if (rendered === undefined || 'reason' in rendered) return nothing(rendered?.reason ?? 'unreadable');
    return toMade(rendered.pictures);
  },
};

async function drawFrame(
  folder: ContainedFolder,
  { ffmpeg }: MediaTools,
  input: string,
  { durationSeconds }: MediaFacts,
): Promise<string | null> {
  const later = Math.min((durationSeconds ?? 0) * posterShare, maxPosterSeconds);
  // What says it is longer than it is has no frame there, and one at its beginning.
  for (const [index, seconds] of [later, 0].entries()) {
    const file = `frame-${index}.png`;
    const outcome = await folder.run({
      program: ffmpeg,
      args: [
        ...['-nostdin', '-v', 'error', '-threads', '1', '-ss', String(seconds)],
        ...inputArgs(input),
        ...['-map', '0:v:0', '-frames:v', '1', '-vf', frameFilter, '-update', '1'],
        `file:${file}`,
      ],
      limits: { wallMs: 60_000, cpuSeconds: 45 },
    });
    if (outcome.kind === 'done' && (await folder.has(file))) return file;
  }
  return null;
}
