import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { UploadRecord } from 'valetkey/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../test/buildProgram';
import { exifBlock, withExif } from '../../test/exifBlock';
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
import { noPrograms } from '../../test/noPrograms';
import { type Containment, createContainment } from '../containment/createContainment';
import { findTool } from '../containment/findTool';
import { createExtractor } from './createExtractor';
import type { ExtractionPrograms } from './PartExtractor';
import { toRecording } from './toRecording';

let directory: string;
let containment: Containment;
let program: Awaited<ReturnType<typeof buildProgram>>;
const ffprobe = findTool('ffprobe');

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'media-test-'));
  containment = await createContainment({ directory });
  program = await buildProgram('worker/extract/imageProgram.ts');
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await program?.remove();
});

/** Bytes that were asked for in all, and what came of them. */
async function extract(contentType: string, bytes: Buffer, programs: Partial<ExtractionPrograms> = {}) {
  let readBytes = 0;
  const extractor = createExtractor({
    containment,
    programs: { ...noPrograms, images: program.path, ffprobe, ...programs },
  });
  const result = await extractor.extract({
    upload: { contentType, size: bytes.length } as UploadRecord,
    read: async (range) => {
      const piece = range === undefined ? bytes : bytes.subarray(range.start, range.end + 1);
      readBytes += piece.length;
      return new Blob([new Uint8Array(piece)]).stream();
    },
    signal: new AbortController().signal,
  });
  expect(await readdir(directory).then((all) => all.filter((name) => name.includes('contained')))).toEqual(
    [],
  );
  return { result, readBytes };
}

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c33' } });
const factsOf = async (type: string, bytes: Buffer) => (await extract(type, bytes)).result;

describe('pictures', () => {
  it('are told from how they begin, and fetched whole only where they say more than that', async () => {
    const head = 512 * 1024;
    const small = withExif(await plain(60, 40).jpeg().toBuffer(), exifBlock());
    const facts = await factsOf('image/jpeg', small);
    // Behind the end of the picture is what nobody looks at.
    const long = Buffer.concat([small, Buffer.alloc(2 * head)]);
    expect(await extract('image/jpeg', long)).toEqual({ result: facts, readBytes: head });
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(65_533, 0x20)]);
    const wordy = Buffer.concat([small.subarray(0, 2), ...Array(9).fill(comment), small.subarray(2)]);
    expect(await extract('image/jpeg', wordy)).toEqual({ result: facts, readBytes: head + wordy.length });
    const other = Buffer.concat([await plain(60, 40).png().toBuffer(), Buffer.alloc(head)]);
    expect(await extract('image/png', other)).toMatchObject({ readBytes: other.length });
    expect(await extract('image/jpeg', noise(2 * head))).toEqual({
      result: { state: 'failed', reason: 'unreadable' },
      readBytes: 3 * head,
    });
  });

  it('FC-021: tell camera, time and caption as text, and of a place only that there is one', async () => {
    const photo = withExif(
      await plain(60, 40).jpeg().toBuffer(),
      exifBlock({ description: '<script>1</script>\u202e=1+1' }),
    );
    const facts = await factsOf('image/jpeg', photo);
    expect(facts).toEqual({
      kind: 'image',
      format: 'jpeg',
      width: 40,
      height: 60,
      orientation: 6,
      colour: 'srgb',
      channels: 3,
      bitsPerChannel: 8,
      hasAlpha: false,
      hasColourProfile: false,
      frameCount: 1,
      cameraMake: 'Maker',
      cameraModel: 'Maker One',
      takenAt: '2024-05-01T12:30:00',
      caption: '<script>1</script>\ufffd=1+1',
      hasPosition: true,
    });
    expect(JSON.stringify(facts)).not.toMatch(/52\.|13\.3/);
    const nowhere = withExif(await plain(6, 4).jpeg().toBuffer(), exifBlock({ withPosition: false }));
    expect(await factsOf('image/jpeg', nowhere)).toMatchObject({ hasPosition: false });
  });

  it.each<[string, string, () => Promise<Buffer> | Buffer, object]>([
    [
      'PNG with transparency',
      'image/png',
      () => plain(30, 20).ensureAlpha(0.5).png().toBuffer(),
      { format: 'png', width: 30, hasAlpha: true, channels: 4, frameCount: 1 },
    ],
    [
      'grey PNG of 16 bits',
      'image/png',
      () => plain(30, 20).toColourspace('grey16').png().toBuffer(),
      { colour: 'grey', channels: 1, bitsPerChannel: 16 },
    ],
    [
      'AVIF',
      'image/avif',
      () => plain(30, 20).avif({ effort: 0 }).toBuffer(),
      { format: 'avif', height: 20 },
    ],
    ['TIFF', 'image/tiff', () => plain(30, 20).tiff().toBuffer(), { format: 'tiff', width: 30 }],
    ['CMYK', 'image/jpeg', () => plain(30, 20).toColourspace('cmyk').jpeg().toBuffer(), { colour: 'cmyk' }],
    ['WebP', 'image/webp', () => plain(30, 20).webp().toBuffer(), { format: 'webp' }],
    ['BMP', 'image/bmp', () => bitmapOf(30, 20), { format: 'bmp', width: 30, height: 20, channels: 3 }],
    [
      'FC-017 GIF of many frames',
      'image/gif',
      () => gifOfFrames(3_000),
      { format: 'gif', frameCount: 3_000 },
    ],
    ['FC-024 TIFF of many pages', 'image/tiff', () => tiffOfPages(3_000), { frameCount: 3_000 }],
    [
      'PNG of no size that anybody could hold',
      'image/png',
      () => pngOfSize(20_000, 20_000),
      { width: 20_000, height: 20_000 },
    ],
  ])('%s', async (_name, type, make, facts) => {
    expect(await factsOf(type, await make())).toMatchObject({ kind: 'image', ...facts });
  });

  it('of HEIC tell their headers, or that this machine cannot', async () => {
    const facts = await factsOf('image/heic', heicOf(64, 48));
    if ('reason' in facts) expect(facts).toEqual({ state: 'not_available', reason: 'kind_not_supported' });
    else expect(facts).toMatchObject({ format: 'heic', width: 64, height: 48 });
  });

  it.each<[string, string, () => Promise<Buffer> | Buffer]>([
    ['FC-016 a PNG longer than any', 'image/png', () => pngOfSize(1, 500_000_000)],
    ['noise', 'image/jpeg', () => noise(50_000)],
    ['nothing', 'image/png', () => Buffer.alloc(0)],
    ['half a bitmap header', 'image/bmp', () => Buffer.from('BM\0\0')],
    ['a bitmap of no size', 'image/bmp', () => bitmapOf(0, 0)],
    ['FC-013 a drawing', 'image/png', () => svgThatAsks('http://127.0.0.1:9/x.png')],
  ])('%s is no picture', async (_name, type, make) => {
    expect(await factsOf(type, await make())).toEqual({ state: 'failed', reason: 'unreadable' });
  });

  it('FC-019: a bomb in a colour profile costs this process nothing', async () => {
    // To make it takes as much here as it would take to open it.
    const bomb = pngWithProfile(256 * 1024 ** 2);
    const { rss } = process.memoryUsage();
    await factsOf('image/png', bomb);
    expect(process.memoryUsage().rss - rss).toBeLessThan(100 * 1024 ** 2);
  });

  it('SVG is never opened', async () => {
    const { result, readBytes } = await extract('image/svg+xml', svgThatAsks('http://127.0.0.1:9/'));
    expect([result, readBytes]).toEqual([{ state: 'not_available', reason: 'kind_not_supported' }, 0]);
  });
});

describe.runIf(ffprobe !== null && findTool('ffmpeg') !== null)('recordings', () => {
  async function record(name: string, ...args: string[]): Promise<Buffer> {
    const file = join(directory, name);
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, file]);
    return readFile(file);
  }
  const stripes = ['-f', 'lavfi', '-i', 'testsrc=duration=2:size=320x180:rate=10'];
  const tone = ['-f', 'lavfi', '-i', 'sine=duration=2:sample_rate=48000'];

  it('tell length, codings, size, rates, and of a place only that there is one', async () => {
    const film = await record(
      'film.mov',
      ...stripes,
      ...tone,
      ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-ac', '2'],
      ...['-metadata', 'title=Pier', '-metadata', 'location=+52.5100+013.3700/'],
      ...['-metadata', 'creation_time=2024-05-01T12:30:00Z'],
    );
    const facts = await factsOf('video/quicktime', film);
    expect(facts).toMatchObject({
      kind: 'recording',
      container: 'mov',
      durationSeconds: expect.closeTo(2, 0),
      bitRate: expect.any(Number),
      title: 'Pier',
      recordedAt: new Date('2024-05-01T12:30:00Z'),
      hasPosition: true,
      isComplete: true,
      tracks: [
        { kind: 'video', codec: 'h264', width: 320, height: 180, frameRate: 10, channels: null },
        { kind: 'audio', codec: 'aac', width: null, channels: 2, sampleRate: 48_000 },
      ],
    });
    expect(JSON.stringify(facts)).not.toContain('52.5');
  });

  it('are turned as players turn them', async () => {
    const flat = await record('flat.mp4', ...stripes, '-c:v', 'libx264');
    expect(await factsOf('video/mp4', flat)).toMatchObject({ container: 'mp4' });
    const turned = await record(
      'turned.mp4',
      '-i',
      join(directory, 'flat.mp4'),
      '-c',
      'copy',
      '-metadata:s:v',
      'rotate=90',
    );
    expect(await factsOf('video/mp4', turned)).toMatchObject({ tracks: [{ width: 180, height: 320 }] });
  });

  it('of sound have no picture, and a cover is none', async () => {
    expect(await factsOf('audio/wav', await record('tone.wav', ...tone))).toMatchObject({
      container: 'wav',
      durationSeconds: expect.closeTo(2, 1),
      tracks: [{ kind: 'audio', codec: 'pcm_s16le', channels: 1, sampleRate: 48_000 }],
    });
  });

  it('of many gigabytes are looked at by their two ends', async () => {
    const mib = 1024 ** 2;
    const film = await record('short.mp4', ...stripes, '-c:v', 'libx264');
    // What its header says comes last, behind a box that nobody reads.
    const at = film.indexOf('moov') - 4;
    const box = Buffer.alloc(8);
    box.writeUInt32BE(64 * mib);
    box.write('free', 4);
    const padded = Buffer.concat([film.subarray(0, at), box, Buffer.alloc(64 * mib - 8), film.subarray(at)]);
    const { result, readBytes } = await extract('video/mp4', padded);
    expect(result).toMatchObject({ kind: 'recording', tracks: [{ width: 320 }] });
    expect(readBytes).toBe(32 * mib);
  });

  it.each<[string, string, () => Promise<Buffer> | Buffer]>([
    ['noise', 'video/mp4', () => noise(50_000)],
    ['nothing', 'audio/mpeg', () => Buffer.alloc(0)],
    [
      'half a film whose header comes last',
      'video/mp4',
      async () => (await record('half.mp4', ...stripes)).subarray(0, 3_000),
    ],
    ['a list of other files', 'video/mp4', () => Buffer.from('ffconcat version 1.0\nfile /etc/hostname\n')],
    [
      'a list of addresses',
      'audio/mpeg',
      () => Buffer.from('#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n'),
    ],
  ])('%s is no recording', async (_name, type, make) => {
    expect(await factsOf(type, await make())).toEqual({ state: 'failed', reason: 'unreadable' });
  });

  it('are not looked into without the program', async () => {
    const { result } = await extract('video/mp4', noise(10), { ffprobe: null });
    expect(result).toEqual({ state: 'not_available', reason: 'tool_missing' });
  });
});

describe('what the program prints', () => {
  const printed = (format: object, ...streams: object[]) => toRecording(JSON.stringify({ format, streams }));
  it('is believed as far as a database has room for it, and shown as text', () => {
    const facts = printed(
      {
        format_name: 'mp3',
        duration: '-1',
        bit_rate: 'N/A',
        tags: {
          TITLE: `a\u202eb${'x'.repeat(900)}`,
          creation_time: '1904-01-01T00:00:00Z',
          'Location-eng': '+1+2/',
        },
      },
      { codec_type: 'audio', codec_name: 'a;drop', sample_rate: '99999999999', channels: -2 },
      { codec_type: 'video', codec_name: 'h264', width: 2 ** 40, height: 5, avg_frame_rate: '0/0' },
      { codec_type: 'video', codec_name: 'mjpeg', disposition: { attached_pic: 1 } },
    );
    expect(facts).toMatchObject({
      durationSeconds: null,
      bitRate: null,
      recordedAt: null,
      hasPosition: true,
      tracks: [
        { kind: 'audio', codec: null, sampleRate: null, channels: null },
        { kind: 'video', codec: 'h264', width: null, height: null, frameRate: null },
      ],
    });
    expect(facts?.title).toHaveLength(300);
    expect(facts?.title).toMatch(/^a\ufffdb/);
  });

  it('is told up to a number of tracks, and is nothing where it is nothing', () => {
    const many = printed({ format_name: 'matroska,webm' }, ...Array(30).fill({ codec_type: 'audio' }));
    expect([many?.tracks.length, many?.isComplete]).toEqual([20, false]);
    for (const text of ['', '{}', '[]', '{"format":{},"streams":[]}', 'null'])
      expect(toRecording(text), text).toBe(null);
  });
});
