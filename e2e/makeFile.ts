import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';

/** SHA-256 of bytes in hex. */
export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** SHA-256 of a file in hex, read in pieces. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  for await (const piece of file.createReadStream({ highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/**
 * Writes a file of exactly `size` bytes that starts as an MP4 does (an `ftyp` box, then one `mdat` box of random bytes),
 * which is all that type detection looks at. Not playable; its bytes are what matters.
 */
export async function writeVideo(path: string, size: number): Promise<string> {
  const ftyp = Buffer.concat([u32(32), Buffer.from('ftypisom'), u32(512), Buffer.from('isomiso2avc1mp41')]);
  const mdat = Buffer.concat([u32(1), Buffer.from('mdat'), u64(size - ftyp.length)]);
  const hash = createHash('sha256');
  const stream = createWriteStream(path);
  const write = async (piece: Buffer) => {
    hash.update(piece);
    if (!stream.write(piece)) await once(stream, 'drain');
  };
  await write(ftyp);
  await write(mdat);
  const block = randomBytes(1 << 20);
  for (let left = size - ftyp.length - mdat.length; left > 0; left -= block.length) {
    block.writeUInt32BE(left >>> 0, 0);
    await write(Buffer.from(block.subarray(0, Math.min(left, block.length))));
  }
  stream.end();
  await once(stream, 'finish');
  return hash.digest('hex');
}

/** A real PNG of random pixels, so that no two are alike. About `3 * side * side` bytes. */
export function makePng(side = 64): Buffer<ArrayBuffer> {
  const rows: Buffer[] = [];
  for (let row = 0; row < side; row += 1) rows.push(Buffer.concat([Buffer.from([0]), randomBytes(side * 3)]));
  const header = Buffer.concat([u32(side), u32(side), Buffer.from([8, 2, 0, 0, 0])]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngBlock('IHDR', header),
    pngBlock('IDAT', deflateSync(Buffer.concat(rows), { level: 0 })),
    pngBlock('IEND', Buffer.alloc(0)),
  ]);
}

/** A real JPEG of a few pixels; always the same. */
export function makeJpeg(): Buffer<ArrayBuffer> {
  return Buffer.from(
    '/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/' +
      '2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAAR' +
      'CAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAA' +
      'AAAAAAAAAAAABAX/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCeAOrP/9k=',
    'base64',
  );
}

/** A real PDF with a line of text as its heading, and smaller ones below; one page, or so many that are alike. */
export function makePdf(
  text = 'Contract',
  lines: readonly string[] = [],
  pageCount = 1,
): Buffer<ArrayBuffer> {
  const plain = (line: string) => line.replace(/[()\\]/g, '');
  const body = lines.map((line) => `0 -20 Td (${plain(line)}) Tj`).join(' ');
  const content = `BT /F1 24 Tf 72 720 Td (${plain(text)}) Tj${body && ` /F1 12 Tf 0 -16 Td ${body}`} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${Array.from({ length: pageCount }, () => '3 0 R').join(' ')}] /Count ${pageCount} >>`,
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const start = pdf.length;
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  pdf += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(pdf, 'latin1');
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

function u64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value));
  return buffer;
}

function pngBlock(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
