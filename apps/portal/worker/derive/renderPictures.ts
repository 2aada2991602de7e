import { join } from 'node:path';
import { z } from 'zod';
import type { ContainedFolder } from '../containment/createContainment';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { readLeft } from '../containment/readLeft';
import { type PictureLine, type PictureTask, pictureProblems } from './PictureTask';

/** One picture to be drawn from an input. */
export type WantedPicture = { name: string; boxPixels: number };

export type RenderedPicture = { name: string; body: Uint8Array; width: number; height: number };

/** The pictures of one input, or why there are none. */
export type Rendered = { pictures: RenderedPicture[] } | { reason: string };

/** Pictures of more pixels than this are not read: the best cameras make half of them. */
export const maxPixels = 100_000_000;
const maxPictureBytes = 16 * 1024 ** 2;
const maxSide = 4_000;

const limits: Partial<ContainmentLimits> = { wallMs: 60_000, cpuSeconds: 45 };

const input = z.int().min(0);
const side = z.int().min(1).max(maxSide);
const pictureLine: z.ZodType<PictureLine> = z.union([
  z.strictObject({ input, problem: z.enum(pictureProblems) }),
  z.strictObject({ input, file: z.string(), width: side, height: side }),
]);

function readLine(line: string): PictureLine | null {
  try {
    return pictureLine.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

export type RenderOptions = {
  /** Draws the pictures. */
  program: string;
  inputs: readonly { file: string; pictures: readonly WantedPicture[] }[];
  /**
   * What is drawn first, of the first input, and who is given it while the rest is still being drawn. It is not part of the answer
   * then; where it cannot be drawn, nothing is given.
   */
  early?: {
    pictures: readonly WantedPicture[];
    keep: (pictures: RenderedPicture[]) => Promise<void>;
  };
};

/**
 * Draws pictures from files in a contained folder. What the program answers is believed only as far as it can be checked: names
 * are those that were asked for, and bytes begin as a WebP does.
 */
export async function renderPictures(
  folder: ContainedFolder,
  { program, inputs, early }: RenderOptions,
): Promise<Rendered[]> {
  const first = early?.pictures ?? [];
  const task: PictureTask = {
    maxPixels,
    inputs: inputs.map(({ file, pictures }, index) => ({
      file,
      outputs: [...(index === 0 ? first : []), ...pictures].map(({ name, boxPixels }) => ({
        file: fileOf(name),
        boxPixels,
      })),
    })),
  };
  const lines: PictureLine[] = [];
  let keeping: Promise<void> | undefined;
  const outcome = await folder.run({
    program: process.execPath,
    args: ['--max-old-space-size=128', program, JSON.stringify(task)],
    limits,
    env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
    onLine(text) {
      const line = readLine(text);
      if (line === null) return;
      lines.push(line);
      if (early === undefined || keeping !== undefined) return;
      const drawn = findDrawn(lines, 0, first);
      if (drawn === null) return;
      keeping = readPictures(folder, drawn).then((pictures) =>
        pictures === null ? undefined : early.keep(pictures),
      );
      // Looked at once the run has ended, whatever came of it.
      keeping.catch(() => {});
    },
  });
  await keeping;
  return Promise.all(
    inputs.map(async ({ pictures }, index): Promise<Rendered> => {
      const problem = lines.find((line) => line.input === index && 'problem' in line);
      if (problem !== undefined && 'problem' in problem) return { reason: problem.problem };
      const drawn = findDrawn(lines, index, pictures);
      const rendered = drawn && (await readPictures(folder, drawn));
      if (rendered !== null) return { pictures: rendered };
      return { reason: outcome.kind === 'done' ? 'unreadable' : outcomeReason(outcome) };
    }),
  );
}

const fileOf = (name: string) => `${name}.webp`;

type Drawn = { name: string; width: number; height: number };

/** What was said of these pictures, once it was said of all. */
function findDrawn(
  lines: readonly PictureLine[],
  index: number,
  pictures: readonly WantedPicture[],
): Drawn[] | null {
  const drawn: Drawn[] = [];
  for (const { name } of pictures) {
    const line = lines.find((one) => one.input === index && 'file' in one && one.file === fileOf(name));
    if (line === undefined || !('file' in line)) return null;
    drawn.push({ name, width: line.width, height: line.height });
  }
  return drawn;
}

/** All of them, or `null`. */
async function readPictures(
  folder: ContainedFolder,
  drawn: readonly Drawn[],
): Promise<RenderedPicture[] | null> {
  const read = await Promise.all(
    drawn.map(async (one) => {
      const body = await readLeft(join(folder.path, fileOf(one.name)), maxPictureBytes);
      const isWebp = body?.toString('latin1', 0, 4) === 'RIFF' && body.toString('latin1', 8, 12) === 'WEBP';
      return body !== null && isWebp ? { ...one, body } : null;
    }),
  );
  const good = read.filter((picture) => picture !== null);
  return good.length === drawn.length ? good : null;
}
