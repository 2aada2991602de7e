import sharp from 'sharp';
import { allowImageFormats } from './allowImageFormats';
import type { PictureLine, PictureTask } from './PictureTask';

/*
 * Runs contained, over files of strangers: reads pictures and draws them smaller, as WebP without any of their metadata. Told what
 * to do by its first argument, answers with a line of JSON for each picture as soon as it is drawn. Whatever goes wrong with one
 * input is an answer about that one. Begun for every single file, so it loads nothing beside the image library.
 */

type Input = PictureTask['inputs'][number];
type Problem = Extract<PictureLine, { problem: string }>['problem'];

const say = (line: PictureLine) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function draw(input: number, { file, outputs }: Input, maxPixels: number): Promise<void> {
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
  for (const output of outputs) {
    const { width, height } = await sharp(data, { raw })
      .resize({ width: output.boxPixels, height: output.boxPixels, fit: 'inside', withoutEnlargement: true })
      // One step more of effort takes two and a half times as long, for three per cent fewer bytes.
      .webp({ quality: 80, effort: 2 })
      .toFile(output.file);
    say({ input, file: output.file, width, height });
  }
}

function problemOf(error: unknown): Problem {
  const message = error instanceof Error ? error.message : '';
  if (/pixel limit/i.test(message)) return 'too_large';
  // A format whose decoder this build does not have: HEIC, which another program may turn into one that it has.
  if (/decoding plugin|unsupported codec|compression format/i.test(message)) return 'kind_not_supported';
  process.stderr.write(`${message.split('\n')[0]}\n`);
  return 'unreadable';
}

async function answer({ inputs, maxPixels }: PictureTask): Promise<void> {
  allowImageFormats();
  sharp.cache(false);
  sharp.concurrency(1);
  for (const [index, input] of inputs.entries())
    await draw(index, input, maxPixels).catch((error: unknown) =>
      say({ input: index, problem: problemOf(error) }),
    );
}

void answer(JSON.parse(process.argv[2] ?? ''));
