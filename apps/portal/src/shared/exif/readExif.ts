/** What a camera wrote into a picture. Everything in it is a claim that anybody can write. */
export type ExifFacts = {
  /** 1 to 8, as EXIF numbers them. */
  orientation: number | null;
  camera: string | null;
  make: string | null;
  model: string | null;
  description: string | null;
  /** As the camera's clock showed it, without a zone: `2024-05-01T12:30:00`. */
  takenAt: string | null;
  /** Degrees, north and east positive. */
  position: { latitude: number; longitude: number } | null;
};

/** Entries of one directory that are looked at; cameras write dozens. */
const maxEntries = 500;
const maxTextLength = 2_000;
const sizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

const tags = {
  description: 0x010e,
  make: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  exif: 0x8769,
  gps: 0x8825,
  takenAt: 0x9003,
  latitudeRef: 1,
  latitude: 2,
  longitudeRef: 3,
  longitude: 4,
} as const;

type Field = { type: number; count: number; at: number };
type Directory = ReadonlyMap<number, Field>;

/**
 * Reads an EXIF block, with or without its `Exif` mark; `null` for what is none. Three directories are looked at, each once and
 * within the block, so no offset leads anywhere twice.
 */
export function readExif(block: Uint8Array): ExifFacts | null {
  const start = block[0] === 0x45 && block[1] === 0x78 ? 6 : 0;
  const view = new DataView(block.buffer, block.byteOffset + start, Math.max(block.byteLength - start, 0));
  if (view.byteLength < 8) return null;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const isLittle = order === 0x4949;
  const u16 = (at: number) => view.getUint16(at, isLittle);
  const u32 = (at: number) => view.getUint32(at, isLittle);
  if (u16(2) !== 42) return null;

  function directoryAt(offset: number | null): Directory {
    const fields = new Map<number, Field>();
    if (offset === null || offset + 2 > view.byteLength) return fields;
    const entries = Math.min(u16(offset), maxEntries);
    for (let index = 0; index < entries; index += 1) {
      const at = offset + 2 + index * 12;
      if (at + 12 > view.byteLength) break;
      const type = u16(at + 2);
      const count = u32(at + 4);
      const bytes = (sizes[type] ?? 0) * count;
      const valueAt = bytes > 4 ? u32(at + 8) : at + 8;
      if (bytes > 0 && valueAt + bytes <= view.byteLength) fields.set(u16(at), { type, count, at: valueAt });
    }
    return fields;
  }

  function numbers(field: Field | undefined, count: number): number[] | null {
    if (field === undefined || field.count < count) return null;
    const { type, at } = field;
    const values = Array.from({ length: count }, (_, index) => {
      if (type === 3) return u16(at + index * 2);
      if (type === 4) return u32(at + index * 4);
      if (type === 5) return u32(at + index * 8) / u32(at + index * 8 + 4);
      return Number.NaN;
    });
    return values.every(Number.isFinite) ? values : null;
  }

  function text(field: Field | undefined): string | null {
    if (field === undefined || field.type !== 2) return null;
    const bytes = new Uint8Array(
      view.buffer,
      view.byteOffset + field.at,
      Math.min(field.count, maxTextLength),
    );
    const end = bytes.indexOf(0);
    const value = new TextDecoder('utf-8').decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
    return value === '' ? null : value;
  }

  function degrees(directory: Directory, tag: number, refTag: number, most: number): number | null {
    const [whole, minutes, seconds] = numbers(directory.get(tag), 3) ?? [];
    if (whole === undefined || minutes === undefined || seconds === undefined) return null;
    const value = whole + minutes / 60 + seconds / 3600;
    if (!(value <= most)) return null;
    return /^[SW]/i.test(text(directory.get(refTag)) ?? '') ? -value : value;
  }

  const main = directoryAt(u32(4));
  const exif = directoryAt(numbers(main.get(tags.exif), 1)?.[0] ?? null);
  const gps = directoryAt(numbers(main.get(tags.gps), 1)?.[0] ?? null);
  const latitude = degrees(gps, tags.latitude, tags.latitudeRef, 90);
  const longitude = degrees(gps, tags.longitude, tags.longitudeRef, 180);
  const orientation = numbers(main.get(tags.orientation), 1)?.[0] ?? 0;
  const make = text(main.get(tags.make));
  const model = text(main.get(tags.model));
  const isMakeTold = make !== null && model?.toLowerCase().startsWith(make.toLowerCase()) === true;
  const [, date, time] =
    /^(\d{4}:\d\d:\d\d) (\d\d:\d\d:\d\d)$/.exec(text(exif.get(tags.takenAt)) ?? '') ?? [];
  const takenAt = date === undefined ? null : `${date.replaceAll(':', '-')}T${time}`;
  return {
    orientation: orientation >= 1 && orientation <= 8 ? orientation : null,
    camera: [isMakeTold ? null : make, model].filter((part) => part !== null).join(' ') || null,
    make,
    model,
    description: text(main.get(tags.description)),
    takenAt: takenAt !== null && !Number.isNaN(Date.parse(`${takenAt}Z`)) ? takenAt : null,
    position: latitude === null || longitude === null ? null : { latitude, longitude },
  };
}
