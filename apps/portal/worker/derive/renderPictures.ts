import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainedFolder } from '../containment/createContainment';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { type PictureTask, pictureReport } from './pictureTask';

/** One picture to be drawn from an input. */
export type WantedPicture = { name: string; boxPixels: number };

export type RenderedPicture = { name: string; body: Uint8Array; width: number; height: number };

/** The pictures of one input, or why there are none. */
export type Rendered = { pictures: RenderedPicture[] } | { reason: string };

/** Pictures of more pixels than this are not read: the best cameras make half of them. */
export const maxPixels = 100_000_000;
const maxPictureBytes = 16 * 1024 ** 2;

const limits: Partial<ContainmentLimits> = { wallMs: 60_000, cpuSeconds: 45 };

/**
 * Draws pictures from files in a contained folder. What the program answers is believed only as far as it can be checked: names
 * are those that were asked for, and bytes begin as a WebP does.
 */
export async function renderPictures(
  folder: ContainedFolder,
  program: string,
  inputs: readonly { file: string; pictures: readonly WantedPicture[] }[],
): Promise<Rendered[]> {
  const task: PictureTask = {
    maxPixels,
    inputs: inputs.map(({ file, pictures }) => ({
      file,
      outputs: pictures.map(({ name, boxPixels }) => ({ file: `${name}.webp`, boxPixels })),
    })),
  };
  const outcome = await folder.run({
    program: process.execPath,
    args: ['--max-old-space-size=128', program, JSON.stringify(task)],
    limits,
    env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
  });
  if (outcome.kind !== 'done') return inputs.map(() => ({ reason: outcomeReason(outcome) }));
  const report = readReport(outcome.printed);
  return Promise.all(
    inputs.map(async ({ pictures }, index): Promise<Rendered> => {
      const answer = report?.inputs[index];
      if (answer === undefined) return { reason: 'unreadable' };
      if ('problem' in answer) return { reason: answer.problem };
      const rendered = await Promise.all(
        pictures.map(({ name }) => {
          const drawn = answer.outputs.find(({ file }) => file === `${name}.webp`);
          return drawn === undefined ? null : readPicture(folder.path, name, drawn);
        }),
      );
      const good = rendered.filter((picture) => picture !== null);
      return good.length === pictures.length ? { pictures: good } : { reason: 'unreadable' };
    }),
  );
}

function readReport(printed: string) {
  try {
    return pictureReport.parse(JSON.parse(printed));
  } catch {
    return null;
  }
}

async function readPicture(
  folder: string,
  name: string,
  { width, height }: { width: number; height: number },
): Promise<RenderedPicture | null> {
  const body = await readFile(join(folder, `${name}.webp`)).catch(() => null);
  if (body === null || body.length > maxPictureBytes) return null;
  const isWebp = body.toString('latin1', 0, 4) === 'RIFF' && body.toString('latin1', 8, 12) === 'WEBP';
  return isWebp ? { name, body, width, height } : null;
}
