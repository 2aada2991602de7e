import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { MadeDerivative, UploadRecord } from 'valetkey/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bitmapOf,
  gifOfFrames,
  heicOf,
  noise,
  pngOfSize,
  pngWithProfile,
  svgThatAsks,
  tiffOfPages,
} from '../../test/hostilePictures';
import { makeDerivatives } from '../../test/makeDerivatives';
import { makePdf } from '../../test/makePdf';
import { type Deriving, openDeriving, reasonsOf } from '../../test/openDeriving';
import { findTool } from '../containment/findTool';

let deriving: Deriving;
beforeAll(async () => {
  deriving = await openDeriving();
});
afterAll(() => deriving?.close());

const derive = (contentType: string, bytes: Buffer, using = deriving.makerOf('pictures')) =>
  deriving.derive(using, contentType, bytes);

const pictureOf = (made: MadeDerivative[], name: string) => {
  const found = made.find((one) => one.name === name);
  if (found === undefined || !('body' in found)) throw new Error(`no ${name}: ${JSON.stringify(found)}`);
  return found;
};
const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c33' } });
/** Red on the left, blue on the right. */
const halves = (width: number, height: number) =>
  plain(width, height).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: '#00f' } },
      left: width / 2,
      top: 0,
    },
  ]);

describe('pictures', () => {
  it('FC-021: are upright, small, and without a word of where and by whom they were taken', async () => {
    const photo = await halves(2_400, 1_200)
      .jpeg()
      .withExif({
        IFD0: { Make: '<script>', Artist: 'Ann' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
      })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const made = await derive('image/jpeg', photo);
    expect(made.map(({ name }) => name)).toEqual(['thumb', 'thumb-2x', 'web']);
    for (const [name, width, height] of [
      ['web', 800, 1_600],
      ['thumb', 48, 96],
      ['thumb-2x', 96, 192],
    ] as const) {
      const picture = pictureOf(made, name);
      expect(picture).toMatchObject({ contentType: 'image/webp', width, height });
      const facts = await sharp(picture.body).metadata();
      expect(facts).toMatchObject({ format: 'webp', width, height });
      expect([facts.exif, facts.icc, facts.xmp, facts.orientation]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      expect(Buffer.from(picture.body).includes('<script>')).toBe(false);
    }
    // Turned by a quarter: what was on the left is on top.
    const { data } = await sharp(pictureOf(made, 'thumb').body).raw().toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(150);
    expect(data.at(-1)).toBeGreaterThan(150);
  });

  it.each<[string, string, () => Promise<Buffer>]>([
    ['PNG with transparency', 'image/png', () => plain(300, 200).ensureAlpha(0.5).png().toBuffer()],
    ['greyscale PNG of 16 bits', 'image/png', () => plain(300, 200).toColourspace('grey16').png().toBuffer()],
    ['AVIF', 'image/avif', () => plain(300, 200).avif({ effort: 0 }).toBuffer()],
    ['TIFF', 'image/tiff', () => plain(300, 200).tiff().toBuffer()],
    ['GIF', 'image/gif', () => plain(300, 200).gif().toBuffer()],
  ])('%s', async (_name, type, make) => {
    const made = await derive(type, await make());
    expect(pictureOf(made, 'web')).toMatchObject({ width: 300, height: 200 });
    expect(pictureOf(made, 'thumb')).toMatchObject({ width: 96, height: 64 });
  });

  it('FC-017 and FC-024: of many frames or pages are of the first one', async () => {
    for (const [type, bytes] of [
      ['image/gif', gifOfFrames(3_000)],
      ['image/tiff', tiffOfPages(3_000)],
    ] as const) {
      const made = await derive(type, bytes);
      const size = type === 'image/gif' ? 2 : 1;
      expect(pictureOf(made, 'web'), type).toMatchObject({ width: size, height: size });
    }
  });
});

describe('Windows bitmaps', () => {
  it.runIf(findTool('ffmpeg') !== null)('are pictures like all others', async () => {
    const made = await derive('image/bmp', bitmapOf(300, 200));
    expect(pictureOf(made, 'web')).toMatchObject({ contentType: 'image/webp', width: 300, height: 200 });
    expect(pictureOf(made, 'thumb')).toMatchObject({ width: 96, height: 64 });
    const big = bitmapOf(30, 20);
    big.writeInt32LE(20_000, 18);
    big.writeInt32LE(-20_000, 22);
    expect(reasonsOf(await derive('image/bmp', big))).toEqual(['failed too_large']);
    for (const broken of [bitmapOf(300, 200).subarray(0, 2_000), bitmapOf(0, 0), Buffer.from('BM')])
      expect(reasonsOf(await derive('image/bmp', broken))).toEqual(['failed unreadable']);
  });

  it('are not available without the program, and other pictures are', async () => {
    const poor = deriving.makerOf('pictures', { ...deriving.tools, media: null });
    const made = await derive('image/bmp', bitmapOf(30, 20), poor);
    expect(reasonsOf(made)).toEqual(['not_available tool_missing']);
    expect(reasonsOf(await derive('image/png', await plain(20, 20).png().toBuffer(), poor))).toEqual([
      'available',
    ]);
  });
});

describe('HEIC', () => {
  const encoder = findTool('heif-enc');
  /** A picture as telephones take them, made by libheif's own program. */
  async function photo(): Promise<Buffer> {
    const folder = await mkdtemp(join(tmpdir(), 'heic-test-'));
    try {
      await halves(640, 480).png().toFile(join(folder, 'photo.png'));
      execFileSync(encoder!, ['-q', '60', 'photo.png', '-o', 'photo.heic'], { cwd: folder, stdio: 'ignore' });
      return await readFile(join(folder, 'photo.heic'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  it.runIf(encoder !== null && findTool('heif-convert') !== null)(
    'is a picture like all others where its program is installed, and not available where it is not',
    async () => {
      const bytes = await photo();
      expect(bytes.toString('latin1', 4, 12)).toBe('ftypheic');
      const made = await derive('image/heic', bytes);
      expect(pictureOf(made, 'web')).toMatchObject({ contentType: 'image/webp', width: 640, height: 480 });
      expect(pictureOf(made, 'thumb')).toMatchObject({ width: 96, height: 72 });
      // Red on the left, blue on the right.
      const { data } = await sharp(pictureOf(made, 'thumb').body).raw().toBuffer({ resolveWithObject: true });
      expect(data[0]).toBeGreaterThan(150);
      expect(data.at(-1)).toBeGreaterThan(150);
      const poor = { ...deriving.tools, heifConvert: null };
      expect(reasonsOf(await derive('image/heic', bytes, deriving.makerOf('pictures', poor)))).toEqual([
        'not_available kind_not_supported',
      ]);
      expect(reasonsOf(await derive('image/heic', half(bytes)))).toEqual(['failed unreadable']);
    },
  );

  it('of more pixels than any camera has is not decoded, and one without content is no picture', async () => {
    expect(reasonsOf(await derive('image/heic', heicOf(20_000, 20_000)))).toEqual(['failed too_large']);
    const [reason] = reasonsOf(await derive('image/heic', heicOf(64, 48)));
    expect(['not_available kind_not_supported', 'failed unreadable']).toContain(reason);
  });
});

describe('what cannot be a picture', () => {
  it.each<[string, string, () => Promise<Buffer> | Buffer, string]>([
    [
      'FC-016 a PNG of half a thousand million pixels',
      'image/png',
      () => pngOfSize(1, 500_000_000),
      'failed',
    ],
    [
      'a PNG of more pixels than any camera has',
      'image/png',
      () => pngOfSize(20_000, 20_000),
      'failed too_large',
    ],
    ['a PNG as large as PNG allows', 'image/png', () => pngOfSize(2 ** 31 - 1, 2 ** 31 - 1), 'failed'],
    [
      'FC-020 half a JPEG',
      'image/jpeg',
      async () => {
        const whole = await plain(600, 600).jpeg().toBuffer();
        return whole.subarray(0, whole.length / 2);
      },
      'failed unreadable',
    ],
    [
      'half an AVIF',
      'image/avif',
      async () => half(await plain(600, 600).avif({ effort: 0 }).toBuffer()),
      'failed',
    ],
    ['half a GIF', 'image/gif', () => gifOfFrames(1).subarray(0, 20), 'failed unreadable'],
    [
      'half a TIFF',
      'image/tiff',
      async () => half(await plain(600, 600).tiff().toBuffer()),
      'failed unreadable',
    ],
    [
      'half a PNG',
      'image/png',
      async () => half(await plain(600, 600).png().toBuffer()),
      'failed unreadable',
    ],
    [
      'half a WebP',
      'image/webp',
      async () => half(await plain(600, 600).webp().toBuffer()),
      'failed unreadable',
    ],
    ['noise that calls itself a JPEG', 'image/jpeg', () => noise(50_000), 'failed unreadable'],
    ['nothing', 'image/png', () => Buffer.alloc(0), 'failed unreadable'],
    ['a PDF that calls itself a PNG', 'image/png', () => Buffer.from('%PDF-1.4\n%%EOF'), 'failed unreadable'],
  ])('%s', async (_name, type, make, reason) => {
    const reasons = reasonsOf(await derive(type, await make()));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(reason);
  });

  it('FC-013 is a drawing, which is never rendered and asks nobody', async () => {
    let requests = 0;
    const canary = createServer((_request, response) => {
      requests += 1;
      response.end();
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const { port } = canary.address() as { port: number };
    const drawing = svgThatAsks(`http://127.0.0.1:${port}/x.png`);
    expect(deriving.makerOf('pictures').plan({ contentType: 'image/svg+xml' } as UploadRecord)).toEqual([]);
    expect(reasonsOf(await derive('image/png', drawing))).toEqual(['failed unreadable']);
    expect(requests).toBe(0);
    canary.close();
  });

  it('FC-019 is a bomb in a colour profile, which costs this process nothing', async () => {
    const bomb = pngWithProfile(256 * 1024 ** 2);
    const { rss } = process.memoryUsage();
    const made = await derive('image/png', bomb);
    expect(process.memoryUsage().rss - rss).toBeLessThan(100 * 1024 ** 2);
    expect(reasonsOf(made)).toHaveLength(1);
  });
});

describe.runIf(findTool('pdftoppm') !== null)('pages of documents', () => {
  it('are drawn in order, with the small pictures of the first one', async () => {
    const made = await derive('application/pdf', makePdf({ pages: 3 }));
    expect(made.map(({ name }) => name).sort()).toEqual(['page-1', 'page-2', 'page-3', 'thumb', 'thumb-2x']);
    expect(pictureOf(made, 'page-1')).toMatchObject({ contentType: 'image/webp', height: 1_600 });
    expect(pictureOf(made, 'thumb')).toMatchObject({ height: 96 });
  });

  it('FC-033 and FC-035: run nothing, and end long before the last one', async () => {
    const made = await derive('application/pdf', makePdf({ pages: 2_000, openAction: 'app.alert(1)' }));
    expect(made.filter(({ name }) => name.startsWith('page-'))).toHaveLength(20);
  });

  it.each<[string, Buffer, string]>([
    ['half a document', makePdf({ pages: 2 }).subarray(0, 300), 'failed'],
    ['a locked document', makePdf({ pages: 1, isLocked: true }), 'failed encrypted'],
    ['noise', Buffer.concat([Buffer.from('%PDF-1.7\n'), noise(20_000)]), 'failed unreadable'],
    ['a page of no size', makePdf({ pages: 1, mediaBox: '0 0 0 0' }), 'failed'],
  ])('%s is told', async (_name, bytes, reason) => {
    const reasons = reasonsOf(await derive('application/pdf', bytes));
    if (reasons[0] !== 'available') expect(reasons[0]).toContain(reason);
  });

  it('a page as large as a house is drawn no larger than any other', async () => {
    const made = await derive('application/pdf', makePdf({ pages: 1, mediaBox: '0 0 14400000 100' }));
    for (const one of made) if ('body' in one) expect(one.width).toBeLessThanOrEqual(1_600);
  });
});

it('without the program there are no pages, and that is the machine s fault', async () => {
  const poor = deriving.makerOf('pictures', { ...deriving.tools, pdftoppm: null });
  expect(reasonsOf(await derive('application/pdf', makePdf({ pages: 1 }), poor))).toEqual([
    'not_available tool_missing',
  ]);
});

it('larger files are not even fetched, and other kinds have nothing', async () => {
  const upload = { contentType: 'image/png', size: 10 * 1024 ** 3 } as UploadRecord;
  const made = await deriving.makerOf('pictures').make({
    upload,
    names: new Set(['web', 'thumb', 'thumb-2x']),
    read: () => Promise.reject(new Error('fetched')),
    keep: () => Promise.reject(new Error('kept')),
    signal: new AbortController().signal,
  });
  expect(reasonsOf([...made])).toEqual(['failed too_large']);
  expect(deriving.makerOf('pictures').plan({ contentType: 'text/csv' } as UploadRecord)).toEqual([]);
});

it('the small pictures come before the large ones', async () => {
  const { early, made } = await makeDerivatives(deriving.makerOf('pictures'), {
    contentType: 'image/png',
    bytes: await plain(300, 200).png().toBuffer(),
  });
  expect(early.map(({ name }) => name)).toEqual(['thumb', 'thumb-2x']);
  expect(made).toHaveLength(3);
  const broken = half(await noise(600));
  expect(
    (await makeDerivatives(deriving.makerOf('pictures'), { contentType: 'image/jpeg', bytes: broken })).early,
  ).toEqual([]);
});
