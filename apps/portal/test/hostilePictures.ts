import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/* Pictures that mean harm, made at run time. */

const u16le = (value: number) => Buffer.from([value & 255, value >> 8]);

function u32(value: number, isLittle = false): Buffer {
  const bytes = Buffer.alloc(4);
  if (isLittle) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function pngBlock(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const pngHeader = (width: number, height: number) =>
  pngBlock('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([8, 2, 0, 0, 0])]));
const pngEnd = pngBlock('IEND', Buffer.alloc(0));

/** A PNG that says it is of a size that nobody could hold. */
export function pngOfSize(width: number, height: number): Buffer {
  return Buffer.concat([
    pngStart,
    pngHeader(width, height),
    pngBlock('IDAT', deflateSync(Buffer.alloc(64))),
    pngEnd,
  ]);
}

/** A small PNG whose colour profile is a few hundred kilobytes that become so many bytes. */
export function pngWithProfile(inflatesTo: number): Buffer {
  const profile = Buffer.concat([
    Buffer.from('bomb\0\0'),
    deflateSync(Buffer.alloc(inflatesTo), { level: 9 }),
  ]);
  const rows = deflateSync(Buffer.alloc(4 * (1 + 4 * 3)));
  return Buffer.concat([
    pngStart,
    pngHeader(4, 4),
    pngBlock('iCCP', profile),
    pngBlock('IDAT', rows),
    pngEnd,
  ]);
}

/** An animated GIF of 2 by 2 pixels and so many frames. */
export function gifOfFrames(frames: number): Buffer {
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 2, 0x84, 0x51, 0]);
  return Buffer.concat([
    Buffer.from('GIF89a'),
    Buffer.from([2, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
    Buffer.alloc(frame.length * frames, frame),
    Buffer.from([0x3b]),
  ]);
}

/** A TIFF of so many pages of one pixel. */
export function tiffOfPages(pages: number): Buffer {
  const tags = [
    [256, 3, 1, 1],
    [257, 3, 1, 1],
    [258, 3, 1, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [273, 4, 1, 8],
    [278, 3, 1, 1],
    [279, 4, 1, 1],
  ] as const;
  const pageLength = 2 + tags.length * 12 + 4;
  const entries = Buffer.concat(
    tags.map(([tag, type, count, value]) =>
      Buffer.concat([u16le(tag), u16le(type), u32(count, true), u32(value, true)]),
    ),
  );
  const all = [Buffer.from('II*\0'), u32(12, true), Buffer.from([7, 0, 0, 0])];
  for (let page = 0; page < pages; page += 1) {
    const next = page === pages - 1 ? 0 : 12 + (page + 1) * pageLength;
    all.push(u16le(tags.length), entries, u32(next, true));
  }
  return Buffer.concat(all);
}

/** A drawing that asks for an address, in the clothes of a picture. */
export function svgThatAsks(url: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/hostname">]>
     <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100">
     <script>1</script><text>&e;</text><image xlink:href="${url}" width="10" height="10"/></svg>`,
  );
}

/** Bytes that look like nothing, and the same every time. */
export function noise(length: number): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < length; at += 32) pieces.push(createHash('sha256').update(String(at)).digest());
  return Buffer.concat(pieces).subarray(0, length);
}

/** A Windows bitmap of 24 bits, grey from edge to edge. */
export function bitmapOf(width: number, height: number): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4;
  const pixels = Buffer.alloc(row * height, 0x80);
  return Buffer.concat([
    Buffer.from('BM'),
    ...[54 + pixels.length, 0, 54, 40, width, height].map((value) => u32(value, true)),
    u16le(1),
    u16le(24),
    ...[0, pixels.length, 2_835, 2_835, 0, 0].map((value) => u32(value, true)),
    pixels,
  ]);
}

const box = (type: string, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type), body]);
};
const fullBox = (type: string, ...parts: Buffer[]) => box(type, Buffer.alloc(4), ...parts);
const u16 = (value: number) => Buffer.from([value >> 8, value & 255]);

/** A HEIC picture in everything but its content: headers as a telephone writes them, and no picture behind them. */
export function heicOf(width: number, height: number): Buffer {
  const content = Buffer.alloc(64, 0x20);
  const start = box('ftyp', Buffer.from('heic'), u32(0), Buffer.from('mif1heic'));
  const configuration = Buffer.alloc(23);
  configuration[0] = 1;
  configuration[1] = 1;
  const meta = (offset: number) =>
    fullBox(
      'meta',
      fullBox('hdlr', u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', u16(1)),
      fullBox(
        'iinf',
        u16(1),
        box('infe', u32(0x0200_0000), u16(1), u16(0), Buffer.from('hvc1'), Buffer.alloc(1)),
      ),
      fullBox(
        'iloc',
        Buffer.from([0x44, 0]),
        u16(1),
        u16(1),
        u16(0),
        u16(1),
        u32(offset),
        u32(content.length),
      ),
      box(
        'iprp',
        box('ipco', fullBox('ispe', u32(width), u32(height)), box('hvcC', configuration)),
        fullBox('ipma', u32(1), u16(1), Buffer.from([2, 1, 0x82])),
      ),
    );
  const head = Buffer.concat([start, meta(0)]).length + 8;
  return Buffer.concat([start, meta(head), box('mdat', content)]);
}
