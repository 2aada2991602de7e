import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BucketClient } from 'valetkey/s3';
import { temporaryPrefix } from './containment/createContainment';

export type KeptObjectsOptions = {
  /** Where copies take their room. @default the system's folder for temporary files */
  directory?: string;
  /** Of all copies together. @default 256 MiB */
  maxBytes?: number;
  /** Larger objects are read each time. @default 64 MiB */
  maxObjectBytes?: number;
  /** How long a copy stays after its last use, in milliseconds. @default a minute */
  keptMs?: number;
};

type Reader = Pick<BucketClient, 'getObject'>;
type Input = Parameters<Reader['getObject']>[0];
type Found = Awaited<ReturnType<Reader['getObject']>>;
type Kept = Pick<Found, 'facts'> & {
  handle: FileHandle;
  readers: number;
  end: ReturnType<typeof setTimeout>;
};

const mib = 1024 ** 2;
const pieceBytes = mib / 4;

/*
 * Pictures, contents and processors of one version read the same bytes within seconds of each other. The first that reads all of an
 * object keeps a copy for the rest, and who comes meanwhile waits for it.
 *
 * A copy is a file without a name: it was removed from its folder before a byte was in it. So no contained program can open it, and
 * however a worker ends, the system takes the room back. Only for objects that are written once, and that may be read.
 */
export function keepObjects(store: Reader, options: KeptObjectsOptions = {}): Reader {
  const { directory = tmpdir(), maxBytes = 256 * mib, maxObjectBytes = 64 * mib, keptMs = 60_000 } = options;
  /** From the last used to the next one to go. */
  const kept = new Map<string, Kept>();
  /** `null` where it came to no copy. */
  const coming = new Map<string, Promise<Kept | null>>();
  let bytes = 0;

  function drop(key: string, { handle, facts, end }: Kept): void {
    clearTimeout(end);
    kept.delete(key);
    bytes -= facts.size;
    handle.close().catch(() => {});
  }

  /** Ends copies that nobody reads until there is room, the longest unused first. */
  function takeRoom(size: number): boolean {
    if (size > maxObjectBytes) return false;
    for (const [key, one] of kept) {
      if (bytes + size <= maxBytes) break;
      if (one.readers === 0) drop(key, one);
    }
    if (bytes + size > maxBytes) return false;
    bytes += size;
    return true;
  }

  function touch(key: string, one: Kept): void {
    clearTimeout(one.end);
    kept.delete(key);
    kept.set(key, one);
    one.end = setTimeout(() => (one.readers === 0 ? drop(key, one) : touch(key, one)), keptMs);
    one.end.unref();
  }

  /** Reads a copy; it cannot end meanwhile. */
  function readKept(key: string, one: Kept, range: Input['range']): Found {
    let at = range?.start ?? 0;
    const end = Math.min(one.facts.size, (range?.end ?? Number.POSITIVE_INFINITY) + 1);
    one.readers += 1;
    const leave = () => {
      one.readers -= 1;
      touch(key, one);
    };
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (at >= end) {
            leave();
            controller.close();
            return;
          }
          const room = Buffer.allocUnsafeSlow(Math.min(pieceBytes, end - at));
          const { bytesRead } = await one.handle.read(room, 0, room.length, at).catch((error) => {
            leave();
            throw error;
          });
          at += bytesRead;
          controller.enqueue(room.subarray(0, bytesRead));
        },
        cancel: leave,
      },
      { highWaterMark: 0 },
    );
    return { facts: one.facts, body };
  }

  async function save({ facts, body }: Found): Promise<Kept> {
    const path = join(directory, `${temporaryPrefix}${randomBytes(12).toString('hex')}`);
    const handle = await open(path, 'wx+', 0o600);
    try {
      await unlink(path);
      let size = 0;
      for await (const piece of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
        size += piece.length;
        if (size > facts.size) break;
        await handle.writeFile(piece);
      }
      if (size !== facts.size) throw new Error('the store gave other bytes than it said');
      return { facts, handle, readers: 0, end: setTimeout(() => {}, 0) };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The first one's reading. Its failure is its own: who waited reads for themselves. */
  async function bring(input: Input): Promise<Found> {
    const { key } = input;
    let tell: (one: Kept | null) => void = () => {};
    coming.set(key, new Promise((resolve) => (tell = resolve)));
    let one: Kept | null = null;
    try {
      const found = await store.getObject(input);
      if (!takeRoom(found.facts.size)) return found;
      one = await save(found).catch((error) => {
        bytes -= found.facts.size;
        throw error;
      });
      touch(key, one);
      return readKept(key, one, undefined);
    } finally {
      coming.delete(key);
      tell(one);
    }
  }

  return {
    async getObject(input) {
      const { key, range } = input;
      const waited = coming.get(key);
      // Without one to wait for not even a moment passes, in which somebody else could begin as well.
      const one = waited === undefined ? kept.get(key) : await waited;
      if (one && kept.get(key) === one) return readKept(key, one, range);
      input.signal?.throwIfAborted();
      // A part alone is no copy, and a second one that came meanwhile is waited for by nobody.
      return range !== undefined || coming.has(key) ? store.getObject(input) : bring(input);
    },
  };
}
