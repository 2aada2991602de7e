import type { BlobHash } from './createBlobHash.ts';
import type { HashAnswer, HashedPiece, HashRequest } from './hashProtocol.ts';

/** Small pieces are read beside each other: what they take is waiting. */
const SMALL_BYTES = 1024 * 1024;
const SMALL_AT_ONCE = 4;

/** The side that hashes: takes requests, one after another, and gives the answer to each as a whole. */
export function answerHashing(
  hash: BlobHash,
  answer: (answer: HashAnswer) => void,
): (request: HashRequest) => void {
  const wanted = new Set<number>();
  let before = Promise.resolve();

  async function hashPiece({ id, bytes }: { id: number; bytes: Blob }): Promise<HashedPiece> {
    try {
      return { id, sha256: await hash(bytes, () => wanted.has(id)) };
    } catch (cause) {
      const { name = 'Error', message = '' } = (cause ?? {}) as Partial<Error>;
      return { id, failure: [name, message] };
    }
  }

  async function hashAll(pieces: (HashRequest & { kind: 'hash' })['pieces']): Promise<void> {
    const hashed = new Map<number, HashedPiece>();
    const small = pieces.filter(({ bytes }) => bytes.size <= SMALL_BYTES);
    const large = pieces.filter(({ bytes }) => bytes.size > SMALL_BYTES);
    const takeFrom = async (line: typeof small) => {
      for (let piece = line.shift(); piece; piece = line.shift())
        if (wanted.has(piece.id)) hashed.set(piece.id, await hashPiece(piece));
    };
    await Promise.all(Array.from({ length: SMALL_AT_ONCE }, () => takeFrom(small)));
    await takeFrom(large);
    // In the order of the request, whichever was done first: files are sent as they were added.
    answer({
      kind: 'hashed',
      pieces: pieces.flatMap(({ id }) => (wanted.delete(id) && hashed.get(id)) || []),
    });
  }

  return (request) => {
    if (request.kind === 'drop') {
      for (const id of request.ids) wanted.delete(id);
      return;
    }
    for (const { id } of request.pieces) wanted.add(id);
    before = before.then(() => hashAll(request.pieces));
  };
}
