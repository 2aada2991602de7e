type Field = { tag: number; type: number; count: number; value: Buffer };

const ascii = (tag: number, text: string): Field => {
  const value = Buffer.from(`${text}\0`);
  return { tag, type: 2, count: value.length, value };
};
const short = (tag: number, number: number): Field => {
  const value = Buffer.alloc(4);
  value.writeUInt16LE(number);
  return { tag, type: 3, count: 1, value };
};
const long = (tag: number, number: number): Field => {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(number);
  return { tag, type: 4, count: 1, value };
};
const rationals = (tag: number, numbers: readonly number[]): Field => {
  const value = Buffer.alloc(8 * numbers.length);
  for (const [index, number] of numbers.entries()) {
    value.writeUInt32LE(Math.round(number * 1_000), index * 8);
    value.writeUInt32LE(1_000, index * 8 + 4);
  }
  return { tag, type: 5, count: numbers.length, value };
};

function directory(fields: readonly Field[], offset: number): Buffer {
  const head = Buffer.alloc(2 + fields.length * 12 + 4);
  head.writeUInt16LE(fields.length);
  const bodies: Buffer[] = [];
  let at = offset + head.length;
  for (const [index, { tag, type, count, value }] of fields.entries()) {
    const entry = 2 + index * 12;
    head.writeUInt16LE(tag, entry);
    head.writeUInt16LE(type, entry + 2);
    head.writeUInt32LE(count, entry + 4);
    if (value.length <= 4) value.copy(head, entry + 8);
    else {
      head.writeUInt32LE(at, entry + 8);
      bodies.push(value);
      at += value.length;
    }
  }
  return Buffer.concat([head, ...bodies]);
}

/** What a camera writes: who made it, what it shows, when and where. */
export function exifBlock({ description = 'A caption', withPosition = true } = {}): Buffer {
  const gps = (at: number) =>
    directory([ascii(1, 'S'), rationals(2, [52, 30, 36]), ascii(3, 'E'), rationals(4, [13, 22, 12])], at);
  const exif = (at: number) => directory([ascii(0x9003, '2024:05:01 12:30:00')], at);
  const main = (exifAt: number, gpsAt: number) =>
    directory(
      [
        ascii(0x010e, description),
        ascii(0x010f, 'Maker'),
        ascii(0x0110, 'Maker One'),
        short(0x0112, 6),
        long(0x8769, exifAt),
        ...(withPosition ? [long(0x8825, gpsAt)] : []),
      ],
      8,
    );
  const exifAt = 8 + main(0, 0).length;
  const gpsAt = exifAt + exif(exifAt).length;
  const head = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from('Exif\0\0'),
    head,
    main(exifAt, gpsAt),
    exif(exifAt),
    ...(withPosition ? [gps(gpsAt)] : []),
  ]);
}

/** A JPEG picture with such a block after its first marker, where cameras have it. */
export function withExif(jpeg: Uint8Array, block: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(block.length + 2);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, block, jpeg.subarray(2)]);
}
