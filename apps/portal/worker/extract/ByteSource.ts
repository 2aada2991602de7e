import type { FileHandle } from 'node:fs/promises';

/** Part of a file that is on disk: `length` bytes from `offset` of the whole. */
export type Piece = { file: string; offset: number; length: number };

/** Bytes that are needed and not here. Whoever started the program may bring them and start it again. */
export class MissingBytes extends Error {
  readonly range: { offset: number; length: number };

  constructor(range: { offset: number; length: number }) {
    super('bytes are missing');
    this.range = range;
  }
}

/** A file of which only pieces are here. */
export type ByteSource = {
  /** Of the whole. */
  size: number;
  /**
   * Exactly these bytes.
   *
   * @throws {MissingBytes} when no piece has them.
   * @throws {RangeError} beyond the end of the file.
   */
  read: (offset: number, length: number) => Promise<Buffer>;
};

export function createByteSource(
  size: number,
  pieces: readonly (Omit<Piece, 'file'> & { handle: Pick<FileHandle, 'read'> })[],
): ByteSource {
  return {
    size,
    async read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > size) throw new RangeError('beyond the end');
      const piece = pieces.find((one) => one.offset <= offset && offset + length <= one.offset + one.length);
      if (piece === undefined) throw new MissingBytes({ offset, length });
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await piece.handle.read(bytes, 0, length, offset - piece.offset);
      if (bytesRead < length) throw new RangeError('beyond the end');
      return bytes;
    },
  };
}
