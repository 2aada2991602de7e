import type { ArchiveListing } from './archiveReport';
import type { ByteSource } from './ByteSource';
import { gunzipped } from './byteStreams';
import { createListing, isBomb } from './createListing';
import { isTarHeader, readTar } from './readTar';

/** The name that a GZIP file has for what is in it (RFC 1952); empty where it has none. */
async function readOriginalName(source: ByteSource): Promise<string> {
  const head = await source.read(0, Math.min(source.size, 2_048));
  const flags = head[3] ?? 0;
  if ((flags & 0x08) === 0) return '';
  const from = (flags & 0x04) === 0 || head.length < 12 ? 10 : 12 + head.readUInt16LE(10);
  const end = head.indexOf(0, from);
  return end < from ? '' : head.toString('latin1', from, end);
}

/** More than this is not unpacked to know how much it is. */
const maxMeasuredBytes = 256 * 1024 ** 2;
const stepBytes = 1024 ** 2;

/** Lists what is in a GZIP file: the entries of a TAR archive, or the one file that it is. */
export async function readGzip(source: ByteSource, file: string): Promise<ArchiveListing> {
  const stream = gunzipped(file);
  try {
    const first = await stream.read(512);
    if (first.length === 0) throw new Error('not a GZIP file');
    if (isTarHeader(first)) return await readTar(stream, { first, format: 'tar.gz' });
    let isEnded = false;
    while (!isEnded && stream.progress().bytes < maxMeasuredBytes) isEnded = !(await stream.skip(stepBytes));
    const { bytes, packedBytes } = stream.progress();
    const isTooMuch = isBomb(bytes, packedBytes);
    const listing = createListing();
    if (stream.isBroken()) listing.flagWhole('damaged_list');
    const name = await readOriginalName(source);
    listing.add({
      name: name === '' ? '(no name)' : name,
      kind: 'file',
      // Only who unpacks all of it knows.
      size: isEnded && !isTooMuch && !stream.isBroken() ? bytes : null,
      warnings: isTooMuch ? ['ratio'] : [],
      packedSize: source.size,
      isEncrypted: false,
      modifiedAt: null,
      linkTarget: null,
    });
    return listing.finish({ format: 'gzip', packedBytes: source.size });
  } finally {
    stream.close();
  }
}
