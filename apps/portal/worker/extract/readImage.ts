import { open } from 'node:fs/promises';
import sharp, { type Metadata } from 'sharp';
import { type ExifFacts, readExif } from '@/shared/exif';
import { allowImageFormats } from '../derive/allowImageFormats';
import { maxCameraLength, maxCaptionLength } from './imageLimits';
import type { ReportedImage } from './imageReport';
import { showText } from './showText';

allowImageFormats();
sharp.cache(false);
sharp.concurrency(1);

/** Where an animated PNG says how many frames it has: before its first picture. */
const headBytes = 64 * 1024;
const bitsOf: Readonly<Record<string, number>> = {
  uchar: 8,
  char: 8,
  ushort: 16,
  short: 16,
  uint: 32,
  int: 32,
  float: 32,
  double: 64,
};
/** Names of the library that say how it computes, and not what people call the colours. */
const colourNames: Readonly<Record<string, string>> = {
  'b-w': 'grey',
  grey16: 'grey',
  rgb: 'srgb',
  rgb16: 'srgb',
};
const formatNames: Readonly<Record<string, string>> = { av1: 'avif', hevc: 'heic' };

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Frames of an animated PNG, which is a PNG to everybody else. */
function countPngFrames(head: Buffer): number {
  let at = 8;
  while (at + 16 <= head.length) {
    const type = head.toString('latin1', at + 4, at + 8);
    if (type === 'acTL') return Math.max(1, Math.min(head.readUInt32BE(at + 8), 1_000_000_000));
    if (type === 'IDAT') return 1;
    at += 12 + head.readUInt32BE(at);
  }
  return 1;
}

/** Years are those of cameras, and days those of calendars. */
function momentOf(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const date = new Date(`${text}Z`);
  const year = date.getUTCFullYear();
  return year >= 1826 && year < 10_000 && date.toISOString().startsWith(text) ? text : null;
}

const shown = (text: string | null | undefined, length: number) =>
  text === null || text === undefined ? null : showText(text, length);

const factsOf = (exif: ExifFacts | null) => ({
  cameraMake: shown(exif?.make, maxCameraLength),
  cameraModel: shown(exif?.model, maxCameraLength),
  takenAt: momentOf(exif?.takenAt),
  caption: shown(exif?.description, maxCaptionLength),
});

/** Of a Windows bitmap, which the library does not know, the header says everything. */
function readBitmap(head: Buffer): ReportedImage {
  const headerBytes = head.readUInt32LE(14);
  const isOld = headerBytes === 12;
  const width = isOld ? head.readUInt16LE(18) : Math.abs(head.readInt32LE(18));
  // A negative height says that the first row is the upper one.
  const height = isOld ? head.readUInt16LE(20) : Math.abs(head.readInt32LE(22));
  const bits = head.readUInt16LE(isOld ? 24 : 28);
  return {
    format: 'bmp',
    width,
    height,
    orientation: null,
    colour: 'srgb',
    channels: bits === 32 ? 4 : 3,
    bitsPerChannel: bits === 16 ? 5 : 8,
    hasAlpha: bits === 32,
    hasColourProfile: false,
    frameCount: 1,
    ...factsOf(null),
    hasPosition: false,
  };
}

function nameFormat({ format, compression }: Metadata): string {
  return format === 'heif' ? (formatNames[compression ?? ''] ?? 'heif') : format;
}

/** What a picture says about itself, from its headers. A place in it is told as a place, and never which one. */
export async function readImage(file: string): Promise<ReportedImage> {
  const head = await readHead(file);
  if (head.toString('latin1', 0, 2) === 'BM') return readBitmap(head);
  // Headers alone are read, whatever size they tell.
  const facts = await sharp(file, { limitInputPixels: false, failOn: 'error' }).metadata();
  const exif = facts.exif === undefined ? null : readExif(facts.exif);
  const pages = facts.format === 'png' ? countPngFrames(head) : (facts.pages ?? 1);
  const { width, height } = facts.autoOrient;
  return {
    format: nameFormat(facts),
    width,
    height,
    orientation: facts.orientation ?? null,
    colour: colourNames[facts.space] ?? facts.space,
    channels: facts.channels,
    bitsPerChannel: bitsOf[facts.depth] ?? null,
    hasAlpha: facts.hasAlpha,
    hasColourProfile: facts.hasProfile,
    frameCount: Math.max(pages, 1),
    ...factsOf(exif),
    // Cameras write it as EXIF, programs that edit also as XMP.
    hasPosition: exif?.position != null || facts.xmp?.includes('GPSLatitude') === true,
  };
}
