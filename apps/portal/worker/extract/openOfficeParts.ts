import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { ByteSource } from './ByteSource';
import { readZip, type ZipPlace } from './readZip';

const inflate = promisify(inflateRaw);
const mib = 1024 ** 2;
/** What all entries say they unpack to, pictures among them. */
const maxContentBytes = 1_024 * mib;
/** One part of XML, unpacked. */
const maxPartBytes = 64 * mib;

/** What an archive is too large or too strange for. */
export class OfficeProblem extends Error {
  readonly problem: 'encrypted' | 'too_much_work';

  constructor(problem: 'encrypted' | 'too_much_work') {
    super(problem);
    this.problem = problem;
  }
}

const utf8 = new TextDecoder('utf-8');
const utf16 = new TextDecoder('utf-16le');

/** Parts of a document that is an archive of at most so many bytes unpacked, each unpacked in memory when it is asked for. */
export async function openOfficeParts(source: ByteSource, maxBytes = maxContentBytes) {
  const places = new Map<string, ZipPlace>();
  const { contentBytes, warnings } = await readZip(source, (place) => {
    if (!places.has(place.name)) places.set(place.name, place);
  });
  if (warnings.includes('encrypted')) throw new OfficeProblem('encrypted');
  const isBomb = warnings.includes('overlap') || warnings.includes('ratio');
  if (isBomb || (contentBytes ?? 0) > maxBytes) throw new OfficeProblem('too_much_work');
  return {
    names: [...places.keys()],
    /** The text of one part of at most so many bytes; `null` where there is none. */
    async read(name: string, most = maxPartBytes): Promise<string | null> {
      const place = places.get(name);
      if (place === undefined) return null;
      if (place.size > most || place.packedSize > most) throw new OfficeProblem('too_much_work');
      const header = await source.read(place.offset, 30);
      if (header.readUInt32LE(0) !== 0x04034b50) throw new Error('no such entry');
      const from = place.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
      const packed = await source.read(from, place.packedSize);
      if (place.method !== 0 && place.method !== 8) throw new Error('packed in a way that nobody uses');
      const bytes = place.method === 0 ? packed : await unpack(packed, most);
      return (bytes[0] === 0xff && bytes[1] === 0xfe ? utf16 : utf8).decode(bytes);
    },
  };
}

export type OfficeParts = Awaited<ReturnType<typeof openOfficeParts>>;

async function unpack(packed: Buffer, maxOutputLength: number): Promise<Buffer> {
  try {
    return await inflate(packed, { maxOutputLength });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new OfficeProblem('too_much_work');
    throw error;
  }
}
