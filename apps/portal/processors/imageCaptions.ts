import { z } from 'zod';
import { readExif } from '@/shared/exif';
import { defineProcessor } from '@/shared/processors/index.server';

/** Shows the caption that a photographer wrote into a picture, and keeps it as a file of its own. */
export const imageCaptions = defineProcessor({
  name: 'image-captions',
  title: 'Caption',
  labels: { caption: 'Caption', camera: 'Camera', takenAt: 'Taken', text: 'the caption' },
  accepts: { contentTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/tiff'] },
  output: z.object({
    caption: z.string().max(2_000),
    camera: z.string().max(200).nullable(),
    takenAt: z.string().nullable(),
  }),
  derivatives: { text: 'application/json' },
  async run({ file, read, addDerivative, refuse }) {
    // Loaded here, so that what only lists processors never loads it.
    const { default: sharp } = await import('sharp');
    const bytes = await readAll(read, file.sizeBytes);
    // A file that is no picture is its sender's fault: an error of ours would be tried again, and be for somebody to look at.
    const { exif } = await sharp(bytes)
      .metadata()
      .catch(() => refuse('unreadable'));
    const facts = exif === undefined ? null : readExif(exif);
    if (facts === null || facts.description === null) return null;
    const { description: caption, camera, takenAt } = facts;
    await addDerivative('text', new TextEncoder().encode(JSON.stringify({ caption })));
    return { caption, camera, takenAt: takenAt?.replace('T', ' ') ?? null };
  },
});

async function readAll(
  read: (range: { start: number; length: number }) => Promise<Uint8Array>,
  sizeBytes: number,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const length = 8 * 1024 ** 2;
  for (let start = 0; start < sizeBytes; start += length) pieces.push(await read({ start, length }));
  return Buffer.concat(pieces);
}
