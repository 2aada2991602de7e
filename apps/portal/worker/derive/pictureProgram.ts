import sharp from 'sharp';
import { allowImageFormats } from './allowImageFormats';
import { type PictureReport, type PictureTask, pictureTask } from './pictureTask';

/*
 * Runs contained, over files of strangers: reads pictures and draws them smaller, as WebP without any of their metadata. Told what
 * to do by its first argument, answers with one line of JSON. Whatever goes wrong with one input is an answer about that one.
 */

allowImageFormats();
sharp.cache(false);
sharp.concurrency(1);

type Input = PictureTask['inputs'][number];
type InputReport = PictureReport['inputs'][number];

async function draw({ file, outputs }: Input, maxPixels: number): Promise<InputReport> {
  const largest = Math.max(...outputs.map(({ boxPixels }) => boxPixels));
  // The first page or frame, upright, in colours that every screen has.
  const { data, info } = await sharp(file, {
    limitInputPixels: maxPixels,
    failOn: 'error',
    page: 0,
    pages: 1,
    sequentialRead: true,
  })
    .autoOrient()
    .resize({ width: largest, height: largest, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const drawn = [];
  for (const output of outputs) {
    const { width, height } = await sharp(data, { raw })
      .resize({ width: output.boxPixels, height: output.boxPixels, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80, effort: 3 })
      .toFile(output.file);
    drawn.push({ file: output.file, width, height });
  }
  return { outputs: drawn };
}

function problemOf(error: unknown): InputReport {
  const message = error instanceof Error ? error.message : '';
  if (/pixel limit/i.test(message)) return { problem: 'too_large' };
  // A format whose decoder this build does not have: HEIC, whose patents it keeps away from.
  if (/decoding plugin|unsupported codec|compression format/i.test(message))
    return { problem: 'kind_not_supported' };
  process.stderr.write(`${message.split('\n')[0]}\n`);
  return { problem: 'unreadable' };
}

const task = pictureTask.parse(JSON.parse(process.argv[2] ?? ''));
const inputs: InputReport[] = [];
for (const input of task.inputs) inputs.push(await draw(input, task.maxPixels).catch(problemOf));
process.stdout.write(JSON.stringify({ inputs } satisfies PictureReport));
