import { createSha256 } from './createSha256.ts';

export type BlobHash = (bytes: Blob, isWanted: () => boolean) => Promise<string>;

export type BlobHashOptions = {
  /** Web Crypto, which is on https and localhost only; without it everything is summed here. */
  subtle: SubtleCrypto | undefined;
  /** Up to this size a piece is read as a whole for Web Crypto, which takes a copy; larger ones are summed here as they are read. */
  wholeBytes: number;
  /** Called after each mebibyte that was summed here, for a thread that has something else to do. */
  rest?: () => Promise<void>;
};

const MiB = 1024 * 1024;

/**
 * Base64 SHA-256 of a piece of a file, in memory that does not grow with it: large pieces are read into one buffer that is used again,
 * since a new one for each stays until the garbage collector comes by. So one piece of more than a mebibyte at a time. Rejects where
 * it can no longer be read, and when nobody wants it.
 */
export function createBlobHash({ subtle, wholeBytes, rest }: BlobHashOptions): BlobHash {
  let memory = new ArrayBuffer(0);

  async function fill(reader: Reader, sizeBytes: number, isWanted: () => boolean): Promise<Uint8Array> {
    if (memory.byteLength < sizeBytes) memory = new ArrayBuffer(sizeBytes);
    for (let at = 0; at < sizeBytes; ) {
      if (!isWanted()) {
        reader.cancel();
        throw new DOMException('Called off.', 'AbortError');
      }
      // The buffer leaves with the call and comes back with the answer.
      const read = await reader.read(new Uint8Array(memory, at, sizeBytes - at));
      memory = read.buffer;
      if (read.length === 0) throw new DOMException('The file ended early.', 'NotReadableError');
      at += read.length;
    }
    return new Uint8Array(memory, 0, sizeBytes);
  }

  return async (bytes, isWanted) => {
    if (subtle && bytes.size <= wholeBytes) {
      const whole =
        bytes.size <= MiB ? await bytes.arrayBuffer() : await fill(openReader(bytes), bytes.size, isWanted);
      return toBase64(await subtle.digest('SHA-256', whole as BufferSource));
    }
    const sum = createSha256();
    const reader = openReader(bytes);
    for (let leftBytes = bytes.size; leftBytes > 0; leftBytes -= Math.min(leftBytes, MiB)) {
      sum.update(await fill(reader, Math.min(leftBytes, MiB), isWanted));
      await rest?.();
    }
    return toBase64(sum.digest());
  };
}

type Reader = {
  /** Something, at the beginning of what is handed in; nothing at the end. */
  read(into: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  cancel(): void;
};

function openReader(bytes: Blob): Reader {
  const stream = bytes.stream();
  try {
    const reader = stream.getReader({ mode: 'byob' });
    return {
      read: async (into) => (await reader.read(into)).value ?? new Uint8Array(0),
      cancel: () => void reader.cancel().catch(() => {}),
    };
  } catch {
    return openCopyingReader(stream);
  }
}

/** Where a browser's streams of files do not read into memory of ours. */
function openCopyingReader(stream: ReadableStream<Uint8Array>): Reader {
  const reader = stream.getReader();
  let piece: Uint8Array = new Uint8Array(0);
  return {
    async read(into) {
      if (piece.length === 0) piece = (await reader.read()).value ?? piece;
      const taken = piece.subarray(0, into.length);
      into.set(taken);
      piece = piece.subarray(taken.length);
      return into.subarray(0, taken.length);
    },
    cancel: () => void reader.cancel().catch(() => {}),
  };
}

function toBase64(sum: ArrayBuffer | Uint8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(sum)));
}
