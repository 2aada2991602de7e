import { randomBytes } from 'node:crypto';
import { createReadStream, linkSync, mkdirSync, readdirSync, renameSync, rmSync, unlink } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A file of bytes with a random name. Key names never become paths. */
export type Blob = { id: string; size: number };

export type BlobWriter = {
  write(data: Buffer): Promise<void>;
  /** Makes the bytes durable and gives the blob its place. */
  finish(): Promise<Blob>;
  discard(): Promise<void>;
};

export type BlobStore = {
  create(): Promise<BlobWriter>;
  /** Bytes `start` to `end`, both inclusive. */
  read(id: string, start: number, end: number): Readable;
  /** A second name for the same bytes, so that a copy costs nothing and lives on its own. */
  duplicate(blob: Blob): Promise<Blob>;
  /** Keeps blobs readable until the returned function is called, whatever is overwritten meanwhile. */
  pin(ids: readonly string[]): () => void;
  remove(ids: readonly string[]): void;
  /** Deletes every blob that `isUsed` does not know. */
  removeUnused(isUsed: (id: string) => boolean): number;
  close(): Promise<void>;
};

/** Collected before one write: fewer system calls than one per network read. */
const writeSize = 256 * 1024;

export function openBlobStore({ dir, fsync }: { dir: string; fsync: boolean }): BlobStore {
  const arriving = join(dir, 'arriving');
  const blobs = join(dir, 'blobs');
  // What was arriving when the process died was never journaled.
  rmSync(arriving, { recursive: true, force: true });
  mkdirSync(arriving, { recursive: true });
  mkdirSync(blobs, { recursive: true });
  const known = new Set(readdirSync(blobs));
  const pins = new Map<string, number>();
  const doomed = new Set<string>();
  const directorySyncs = new Map<string, Promise<void>>();
  const removals = new Set<Promise<void>>();

  const pathOf = (id: string) => join(blobs, id.slice(0, 2), id);
  const folderFor = (id: string) => {
    const name = id.slice(0, 2);
    if (!known.has(name)) {
      mkdirSync(join(blobs, name), { recursive: true });
      known.add(name);
    }
    return join(blobs, name);
  };
  const newId = () => randomBytes(16).toString('hex');

  /** A new name is durable once its directory is; names of one directory that arrive together share the work. */
  const syncDirectory = (folder: string): Promise<void> => {
    if (!fsync) return Promise.resolve();
    const before = directorySyncs.get(folder);
    const run = async () => {
      await before?.catch(() => {});
      const handle = await open(folder, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
        if (directorySyncs.get(folder) === mine) directorySyncs.delete(folder);
      }
    };
    const mine: Promise<void> = run();
    directorySyncs.set(folder, mine);
    return mine;
  };

  const removeNow = (id: string) => {
    const done = new Promise<void>((resolve) => unlink(pathOf(id), () => resolve()));
    removals.add(done);
    void done.then(() => removals.delete(done));
  };

  return {
    async create() {
      const id = newId();
      const path = join(arriving, id);
      const handle: FileHandle = await open(path, 'wx');
      let size = 0;
      let waiting: Buffer[] = [];
      let waitingSize = 0;
      let writing: Promise<unknown> = Promise.resolve();
      const writeOut = async () => {
        await writing;
        if (waiting.length === 0) return;
        const pieces = waiting;
        waiting = [];
        waitingSize = 0;
        writing = writeAll(handle, pieces);
        writing.catch(() => {});
      };
      return {
        async write(data) {
          waiting.push(data);
          waitingSize += data.length;
          size += data.length;
          if (waitingSize >= writeSize) await writeOut();
        },
        async finish() {
          try {
            await writeOut();
            await writing;
            if (fsync) await handle.datasync();
          } finally {
            await handle.close();
          }
          const folder = folderFor(id);
          renameSync(path, join(folder, id));
          await syncDirectory(folder);
          return { id, size };
        },
        async discard() {
          await writing.catch(() => {});
          await handle.close().catch(() => {});
          rmSync(path, { force: true });
        },
      };
    },
    read: (id, start, end) => createReadStream(pathOf(id), { start, end, highWaterMark: writeSize }),
    async duplicate(blob) {
      const id = newId();
      const folder = folderFor(id);
      linkSync(pathOf(blob.id), join(folder, id));
      await syncDirectory(folder);
      return { id, size: blob.size };
    },
    pin(ids) {
      for (const id of ids) pins.set(id, (pins.get(id) ?? 0) + 1);
      return () => {
        for (const id of ids) {
          const left = (pins.get(id) ?? 1) - 1;
          if (left > 0) pins.set(id, left);
          else {
            pins.delete(id);
            if (doomed.delete(id)) removeNow(id);
          }
        }
      };
    },
    remove(ids) {
      for (const id of ids) {
        if (pins.has(id)) doomed.add(id);
        else removeNow(id);
      }
    },
    removeUnused(isUsed) {
      let removed = 0;
      for (const folder of known) {
        for (const id of readdirSync(join(blobs, folder))) {
          if (isUsed(id)) continue;
          rmSync(join(blobs, folder, id), { force: true });
          removed++;
        }
      }
      return removed;
    },
    async close() {
      for (const id of doomed) removeNow(id);
      await Promise.all(removals);
    },
  };
}

async function writeAll(handle: FileHandle, pieces: Buffer[]): Promise<void> {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const { bytesWritten } = await handle.writev(pieces);
  if (bytesWritten === total) return;
  // A short write (a nearly full disk): go on with what is left, so that the error appears here and not as a short file.
  const rest = Buffer.concat(pieces).subarray(bytesWritten);
  await handle.appendFile(rest);
}
