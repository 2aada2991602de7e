import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';

/** Append-only file of JSON lines. Something exists from the moment its line is written. */
export type Journal = {
  /**
   * Calls back for each record that is already there, in order. Once, before anything is appended.
   *
   * @throws when a line in the middle is damaged; a torn last line is dropped.
   */
  replay(onRecord: (record: unknown, position: number) => void): void;
  /** Size in bytes. */
  readonly size: number;
  /** Writes one record and returns its position. The line is with the operating system when this returns (kill -9 safe). */
  append(record: object): number;
  /** The record at a position. */
  read(position: number): unknown;
  /** Resolves when everything appended so far is on the disk; callers that wait together share one fdatasync. */
  flush(): Promise<void>;
  close(): Promise<void>;
  closeSync(): void;
};

export type JournalOptions = {
  path: string;
  /** Whether `flush` waits for the disk. */
  fsync: boolean;
};

const newline = 0x0a;
const checksumOf = (json: Buffer) => crc32(json).toString(16).padStart(8, '0');

/** The record of one line without its newline; `null` when the checksum does not match. */
function parseLine(line: Buffer): { record: unknown } | null {
  const json = line.subarray(9);
  if (line.length < 10 || line.toString('latin1', 0, 8) !== checksumOf(json)) return null;
  return { record: JSON.parse(json.toString('utf8')) };
}

/** Replays every complete line and returns where the file should end. */
function replayLines(
  descriptor: number,
  path: string,
  onRecord: (record: unknown, position: number) => void,
): number {
  const piece = Buffer.allocUnsafe(1 << 20);
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  let broken = -1;
  let offset = 0;
  for (;;) {
    const length = readSync(descriptor, piece, 0, piece.length, offset);
    if (length === 0) break;
    offset += length;
    const data = rest.length ? Buffer.concat([rest, piece.subarray(0, length)]) : piece.subarray(0, length);
    let start = 0;
    for (let end = data.indexOf(newline); end !== -1; end = data.indexOf(newline, start)) {
      if (broken !== -1) {
        throw new Error(`The journal ${path} is damaged at byte ${broken}; restore it from a copy.`);
      }
      const parsed = parseLine(data.subarray(start, end));
      if (parsed) onRecord(parsed.record, position);
      else broken = position;
      position += end + 1 - start;
      start = end + 1;
    }
    rest = Buffer.from(data.subarray(start));
  }
  // What is left, or a last line whose checksum is wrong, was being written when the process died: it never existed.
  return broken === -1 ? position : broken;
}

export function openJournal(options: JournalOptions): Journal {
  const descriptor = openSync(options.path, 'a+');
  let size = fstatSync(descriptor).size;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  const sync = () =>
    new Promise<void>((resolve, reject) => {
      fdatasync(descriptor, (error) => (error ? reject(error) : resolve()));
    });
  const flush = async (): Promise<void> => {
    if (!options.fsync) return;
    // A sync that already runs may have started before our line: wait for the one after it, shared by all who wait.
    if (running) {
      next ??= running
        .catch(() => {})
        .then(() => {
          next = null;
          return flush();
        });
      return next;
    }
    running = sync().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    replay(onRecord) {
      const end = replayLines(descriptor, options.path, onRecord);
      if (end !== size) ftruncateSync(descriptor, end);
      size = end;
    },
    get size() {
      return size;
    },
    append(record) {
      const json = Buffer.from(JSON.stringify(record));
      const line = Buffer.concat([Buffer.from(`${checksumOf(json)} `, 'latin1'), json, Buffer.of(newline)]);
      const position = size;
      let written = 0;
      try {
        while (written < line.length) written += writeSync(descriptor, line, written);
      } catch (error) {
        // A full disk may leave half a line: take it back, or the next line would continue it.
        ftruncateSync(descriptor, position);
        throw error;
      }
      size += line.length;
      return position;
    },
    read(position) {
      let buffer = Buffer.allocUnsafe(1024);
      let length = readSync(descriptor, buffer, 0, buffer.length, position);
      let end = buffer.subarray(0, length).indexOf(newline);
      while (end === -1) {
        const larger = Buffer.allocUnsafe(buffer.length * 8);
        buffer.copy(larger, 0, 0, length);
        const more = readSync(descriptor, larger, length, larger.length - length, position + length);
        if (more === 0) throw new Error(`The journal ${options.path} ends inside the record at ${position}.`);
        end = larger.subarray(0, length + more).indexOf(newline, length);
        length += more;
        buffer = larger;
      }
      return JSON.parse(buffer.toString('utf8', 9, end));
    },
    flush,
    async close() {
      await next;
      await running;
      if (options.fsync) await sync();
      closeSync(descriptor);
    },
    closeSync() {
      if (options.fsync) fdatasyncSync(descriptor);
      closeSync(descriptor);
    },
  };
}
