import { openWorker, type WorkerOptions } from '../worker/openWorker.ts';
import { createPageHasher } from './createPageHasher.ts';
import type { HashAnswer, HashRequest } from './hashProtocol.ts';

export type HashLane = {
  /** Base64 SHA-256 of the bytes. Rejects when they can no longer be read, or when called off. */
  hash(line: HashLine, bytes: Blob, isWanted: () => boolean): Promise<string>;
  /** Work was called off: what nobody wants any more is let go. */
  look(): void;
};

/** Files that are hashed as a whole, many at a time, and parts of large ones. They take turns, so that neither waits for the other. */
export type HashLine = 'files' | 'parts';

/** Who computes: a worker, or the page itself. */
export type Hasher = {
  ask(request: HashRequest): void;
  end(): void;
};

type Piece = {
  id: number;
  bytes: Blob;
  isWanted: () => boolean;
  resolve: (sha256: string) => void;
  reject: (cause: DOMException) => void;
};

/** Small files are asked for in a handshake of as many, so that bytes move at once; the next hundreds are hashed while they do. */
const FIRST_GROUP = 32;
const LARGEST_GROUP = 500;
/** Of one group, so that those behind it do not wait for long. */
const MOST_GROUP_BYTES = 64 * 1024 * 1024;
/** A script that does not report by then was not ours: some bundlers lose workers. */
const READY_MS = 10_000;
const IDLE_MS = 5_000;

/**
 * Sums of files and of parts, in a worker that is there while there is something to hash. Many pieces go over in one message and their
 * sums come back in one, so that those who wait for them go on together. Where there can be no worker, or it breaks, the page hashes
 * by itself, in short turns.
 *
 * @public reached through `import()`
 */
export function createHashLane(options: WorkerOptions): HashLane {
  const { clock, signal } = options;
  const lines: Record<HashLine, Piece[]> = { files: [], parts: [] };
  const asked = new Map<number, Piece>();
  let lastId = 0;
  let lastLine: HashLine = 'parts';
  let hasher: Hasher | null = null;
  let canHaveWorker = true;
  let isBusy = false;
  let isFirst = true;
  let isPlanned = false;
  let idleTimer: unknown = null;

  signal.addEventListener('abort', end);

  function end(): void {
    hasher?.end();
    hasher = null;
  }

  /** All that is asked for in one turn goes over together. */
  function plan(): void {
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      letGo();
      pump();
    });
  }

  function pump(): void {
    if (isBusy) return;
    const group = takeGroup();
    clock.clearTimeout(idleTimer);
    if (group.length > 0) {
      for (const piece of group) asked.set(piece.id, piece);
      send();
    } else {
      isFirst = true;
      idleTimer = clock.setTimeout(end, IDLE_MS);
    }
  }

  function takeGroup(): Piece[] {
    const other = lastLine === 'files' ? 'parts' : 'files';
    if (lines[other].length > 0) lastLine = other;
    const line = lines[lastLine];
    if (lastLine === 'parts') return line.splice(0, 1);
    const most = isFirst ? FIRST_GROUP : LARGEST_GROUP;
    let count = 0;
    for (let bytes = 0; count < Math.min(most, line.length); count++) {
      bytes += line[count]!.bytes.size;
      if (count > 0 && bytes > MOST_GROUP_BYTES) break;
    }
    isFirst = false;
    return line.splice(0, count);
  }

  function send(): void {
    isBusy = true;
    const pieces = Array.from(asked.values(), ({ id, bytes }) => ({ id, bytes }));
    try {
      hasher ??= canHaveWorker ? openHasher() : createPageHasher(take);
      hasher.ask({ kind: 'hash', pieces });
    } catch {
      // No workers here, none of this page's, or a file that only looks like one.
      hashHere();
    }
  }

  function hashHere(): void {
    if (!canHaveWorker) return;
    canHaveWorker = false;
    end();
    if (isBusy) send();
  }

  function openHasher(): Hasher {
    const onBroken = () => {
      if (hasher === opened) hashHere();
    };
    const worker = openWorker<HashAnswer>(options, {
      onAnswer(answer) {
        if (answer.kind === 'ready') clock.clearTimeout(readyTimer);
        else if (hasher === opened) take(answer);
      },
      onBroken,
    });
    const readyTimer = clock.setTimeout(onBroken, READY_MS);
    const opened: Hasher = {
      ask: (request) => worker.postMessage(request),
      end() {
        clock.clearTimeout(readyTimer);
        worker.terminate();
      },
    };
    return opened;
  }

  function take(answer: HashAnswer): void {
    if (answer.kind === 'ready') return;
    for (const hashed of answer.pieces) {
      const piece = asked.get(hashed.id);
      asked.delete(hashed.id);
      if ('sha256' in hashed) piece?.resolve(hashed.sha256);
      else piece?.reject(new DOMException(hashed.failure[1], hashed.failure[0]));
    }
    isBusy = false;
    plan();
  }

  function letGo(): void {
    const calledOff = (piece: Piece) => {
      if (piece.isWanted()) return false;
      piece.reject(new DOMException('Called off.', 'AbortError'));
      return true;
    };
    lines.files = lines.files.filter((piece) => !calledOff(piece));
    lines.parts = lines.parts.filter((piece) => !calledOff(piece));
    const ids = [...asked.values()].filter(calledOff).map(({ id }) => id);
    for (const id of ids) asked.delete(id);
    if (ids.length > 0) hasher?.ask({ kind: 'drop', ids });
  }

  return {
    hash: (line, bytes, isWanted) =>
      new Promise((resolve, reject) => {
        lines[line].push({ id: ++lastId, bytes, isWanted, resolve, reject });
        plan();
      }),
    look: plan,
  };
}
