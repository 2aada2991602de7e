import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { ByteSource } from './ByteSource';
import { isBomb } from './createListing';
import type { ByteStream } from './readTar';

/** Over a file that is here: what is passed over is not even read. */
export function streamOf(source: ByteSource): ByteStream {
  let at = 0;
  return {
    async read(length) {
      const bytes = await source.read(at, Math.min(length, source.size - at));
      at += bytes.length;
      return bytes;
    },
    async skip(length) {
      const isThere = at + length <= source.size;
      at = Math.min(at + length, source.size);
      return isThere;
    },
    // Not packed: what it holds is what it is.
    progress: () => ({ bytes: at, packedBytes: at }),
  };
}

/** Unpacked as it is read, a piece at a time, and only as far as an honest file would have it. */
export function gunzipped(file: string): ByteStream & {
  /** Whether it breaks off, or is broken, where it was read to. */
  isBroken: () => boolean;
  close: () => void;
} {
  const packed = createReadStream(file);
  const unpacked = packed.pipe(createGunzip());
  packed.on('error', (error) => unpacked.destroy(error));
  const pieces = unpacked[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let isBroken = false;
  const progress = () => ({ bytes, packedBytes: packed.bytesRead });

  /** The next piece that there is; `null` at the end, and where the content turns out to be a bomb or broken. */
  async function next(): Promise<Buffer | null> {
    if (rest.length > 0) {
      const piece = rest;
      rest = Buffer.alloc(0);
      return piece;
    }
    if (isBomb(bytes, packed.bytesRead)) return null;
    const { value, done } = await pieces.next().catch(() => {
      isBroken = true;
      return { value: undefined, done: true };
    });
    if (done === true || value === undefined) return null;
    bytes += value.length;
    return value;
  }

  return {
    async read(length) {
      const taken: Buffer[] = [];
      let missing = length;
      while (missing > 0) {
        const piece = await next();
        if (piece === null) break;
        taken.push(piece.subarray(0, missing));
        rest = piece.subarray(missing);
        missing -= Math.min(missing, piece.length);
      }
      return Buffer.concat(taken);
    },
    async skip(length) {
      let missing = length;
      while (missing > 0) {
        const piece = await next();
        if (piece === null) return false;
        rest = piece.subarray(missing);
        missing -= Math.min(missing, piece.length);
      }
      return true;
    },
    progress,
    isBroken: () => isBroken,
    close: () => {
      packed.destroy();
      unpacked.destroy();
    },
  };
}
