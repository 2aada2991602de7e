import type { Ports } from '../ports.ts';
import { retryDelay } from '../retryDelay.ts';
import { UploadError } from '../UploadError.ts';
import { LARGE_FILE_BYTES, type UploadItem } from '../UploadItem.ts';
import type { Send } from './createSender.ts';
import type { StoreOutcome } from './sendToStore.ts';
import { cutPiece, type FilePiece, pieceOf, type RunningRequest, type Transfer } from './Transfer.ts';

export type TransferPoolOptions = {
  ports: Ports;
  send: Send;
  connections: number;
  retries: number;
  stallSeconds: number;
  onProgress(item: UploadItem, movedBytes?: number): void;
  /** The store has everything. */
  onStored(item: UploadItem): void;
  onFailed(item: UploadItem, error: UploadError): void;
  /** Fetch URLs for parts that have none. */
  sign(item: UploadItem, transfer: Transfer): void;
  /** Ask the server what the store has, before anything more is sent. */
  compare(item: UploadItem, transfer: Transfer): void;
};

export type TransferPool = {
  start(item: UploadItem): void;
  /** Calls off what is in flight. */
  stop(item: UploadItem): void;
  /** Granted uploads that still need a connection. */
  backlog(): { small: number; large: number };
  /** What one connection did with the last requests that were long enough to tell. */
  connectionBytesPerSecond(): number | undefined;
  /** Gives every free connection something to do. */
  pump(): void;
  /** The network went away: what is in flight goes back into the line. */
  interrupt(): void;
  /** The network is back: delays are forgotten. */
  wake(): void;
};

/** As soon as one of this many parts to come has no URL, the next window is fetched while the pool goes on. */
const LOW_WINDOW = 16;
/** How far a free connection looks down the line for something that may be sent now. */
const LOOK_AHEAD = 64;
const HEARTBEAT_MS = 1_000;
/** Shorter bodies tell how long a request takes, not how fast the line is. */
const TELLING_BYTES = 1024 * 1024;
/** How much the newest of them counts. */
const NEWEST_SHARE = 0.25;

/** One bounded pool of connections over all files and all parts. */
export function createTransferPool(options: TransferPoolOptions): TransferPool {
  const { ports, connections, retries } = options;
  const { clock } = ports;
  // Two lines, in order of arrival. A free connection goes to the line that has fewer of them, so that neither a large
  // file nor ten thousand small ones make the other wait; a line alone gets all connections.
  const lines = { small: new Set<UploadItem>(), large: new Set<UploadItem>() };
  const busy = { small: 0, large: 0 };
  const byOrigin = new Map<string, number>();
  const inFlight = new Set<RunningRequest>();
  // A store that is overloaded, or a network that breaks, concerns every request: the pool backs off as one.
  let strain = 0;
  let heldUntil = 0;
  let holdTimer: unknown = null;
  let heartbeat: unknown = null;
  let connectionSpeed: number | undefined;

  const lineOf = (item: UploadItem) => (item.sizeBytes >= LARGE_FILE_BYTES ? 'large' : 'small');

  function pump(): void {
    while (ports.online.isOnline() && clock.now() >= heldUntil) {
      const order = busy.small <= busy.large ? (['small', 'large'] as const) : (['large', 'small'] as const);
      const next = pick(lines[order[0]]) ?? pick(lines[order[1]]);
      if (!next) return;
      dispatch(next.item, next.transfer, next.part);
    }
  }

  function pick(line: Set<UploadItem>): { item: UploadItem; transfer: Transfer; part: number } | null {
    let looked = 0;
    for (const item of line) {
      if (looked === LOOK_AHEAD) return null;
      const { transfer } = item;
      if (!transfer || transfer.isComparing) continue;
      if (transfer.isDoubtful) {
        options.compare(item, transfer);
        continue;
      }
      if (transfer.todo.length === 0) continue;
      if (clock.now() >= transfer.freshUntil) transfer.requests.clear();
      const { requests } = transfer;
      // Asked of the very parts that come next: requests may also hold URLs of parts that need none any more.
      if (!transfer.isSigning && transfer.todo.slice(0, LOW_WINDOW).some((part) => !requests.has(part))) {
        options.sign(item, transfer);
      }
      for (const part of transfer.todo.slice(0, LOOK_AHEAD)) {
        const request = requests.get(part);
        // One bucket may have several names: a part whose origin is busy does not hold up those of another.
        if (request && (byOrigin.get(request.origin) ?? 0) < connections) return { item, transfer, part };
      }
      // Parts that wait for a URL or for a connection to their origin; those further down wait behind them.
      looked++;
    }
    return null;
  }

  function dispatch(item: UploadItem, transfer: Transfer, part: number): void {
    const { file } = item;
    const request = transfer.requests.get(part)!;
    if (!file || file.size !== item.sizeBytes || file.lastModified !== item.lastModified) {
      options.onFailed(item, fileChanged());
      return;
    }
    transfer.requests.delete(part);
    transfer.todo.splice(transfer.todo.indexOf(part), 1);
    const piece = pieceOf(file, transfer, part);
    const sizeBytes = piece.end - piece.start;
    const line = lineOf(item);
    busy[line]++;
    byOrigin.set(request.origin, (byOrigin.get(request.origin) ?? 0) + 1);
    const { epoch } = item;
    const begunAt = clock.now();
    const { running, outcome } = options.send(request, piece, (movedBytes) => {
      if (item.epoch !== epoch) return;
      item.sentBytes += movedBytes;
      options.onProgress(item, movedBytes);
    });
    transfer.running.set(part, running);
    inFlight.add(running);
    if (heartbeat === null) beat();
    void outcome.then((result) => {
      busy[line]--;
      byOrigin.set(request.origin, byOrigin.get(request.origin)! - 1);
      inFlight.delete(running);
      if (item.epoch === epoch) {
        transfer.running.delete(part);
        item.sentBytes -= running.loadedBytes;
        if (isStored(result, running)) {
          measure(sizeBytes, clock.now() - begunAt);
          succeed(item, transfer, part, sizeBytes, running.loadedBytes);
        } else fail(item, transfer, part, running, result, piece);
      }
      pump();
    });
  }

  function measure(sizeBytes: number, milliseconds: number): void {
    if (sizeBytes < TELLING_BYTES || milliseconds <= 0) return;
    const newest = (sizeBytes * 1_000) / milliseconds;
    connectionSpeed = newest * NEWEST_SHARE + (connectionSpeed ?? newest) * (1 - NEWEST_SHARE);
  }

  function succeed(
    item: UploadItem,
    transfer: Transfer,
    part: number,
    sizeBytes: number,
    toldBytes: number,
  ): void {
    strain = 0;
    item.sentBytes += sizeBytes;
    transfer.stored.add(part);
    transfer.failures.delete(part);
    options.onProgress(item, sizeBytes - toldBytes);
    if (transfer.stored.size === transfer.partCount) options.onStored(item);
  }

  function fail(
    item: UploadItem,
    transfer: Transfer,
    part: number,
    running: RunningRequest,
    result: StoreOutcome,
    piece: FilePiece,
  ): void {
    options.onProgress(item);
    const wasLost = running.isSent && transfer.kind === 'multipart';
    if (result.kind === 'redirected') {
      options.onFailed(
        item,
        new UploadError('STORE_NOT_ALLOWED', 'The file store tried to send the file elsewhere.'),
      );
      return;
    }
    if (result.kind === 'answer') {
      failByAnswer(item, transfer, part, result);
      return;
    }
    const isOffline = !ports.online.isOnline() || (result.kind === 'aborted' && result.reason === 'offline');
    if (wasLost) transfer.isDoubtful = true;
    if (isOffline) {
      transfer.requests.set(part, running.request);
      putBack(transfer, part);
      return;
    }
    // A file that can no longer be read fails like a network does; only reading it tells.
    const { epoch } = item;
    transfer.waiting.add(part);
    void cutPiece(piece)
      .slice(0, 1)
      .arrayBuffer()
      .then(
        () => null,
        (cause: unknown) => fileChanged(cause),
      )
      .then((changed) => {
        if (item.epoch !== epoch) return;
        if (changed) {
          options.onFailed(item, changed);
          return;
        }
        // Stores send errors of authorisation without CORS headers, which look like this as well: one fresh URL.
        if (transfer.resigned.has(part)) transfer.requests.set(part, running.request);
        transfer.resigned.add(part);
        repeat(item, transfer, part, { isShared: true }, networkLost);
      });
  }

  function failByAnswer(
    item: UploadItem,
    transfer: Transfer,
    part: number,
    { status, code, retryAfterSeconds }: StoreOutcome & { kind: 'answer' },
  ): void {
    const refused = () => storeRefused(status, code);
    if (status === 403 && !transfer.resigned.has(part)) {
      transfer.resigned.add(part);
      // Its companions are as old as it is.
      transfer.requests.clear();
      putBack(transfer, part);
    } else if (status === 404 && transfer.kind === 'multipart') {
      // The multipart upload is gone: given up, or finished by another road. The server knows which.
      transfer.isDoubtful = true;
      repeat(item, transfer, part, {}, refused);
    } else if (status === 503 || status === 429 || code === 'SlowDown') {
      repeat(item, transfer, part, { isShared: true, retryAfterSeconds }, refused);
    } else if (status >= 500 || status === 408 || status === 409 || passingCodes.has(code ?? '')) {
      repeat(item, transfer, part, {}, refused);
    } else {
      options.onFailed(item, refused());
    }
  }

  function repeat(
    item: UploadItem,
    transfer: Transfer,
    part: number,
    how: { isShared?: boolean; retryAfterSeconds?: number | undefined },
    giveUp: () => UploadError,
  ): void {
    const failures = (transfer.failures.get(part) ?? 0) + 1;
    transfer.failures.set(part, failures);
    if (failures > retries) {
      options.onFailed(item, giveUp());
      return;
    }
    const { epoch } = item;
    // Requests that break together are one event.
    if (how.isShared && clock.now() >= heldUntil) strain++;
    const repetition = how.isShared ? Math.max(failures, strain) : failures;
    const delay = retryDelay(repetition, ports.random, how.retryAfterSeconds);
    if (how.isShared) hold(delay);
    transfer.waiting.add(part);
    clock.setTimeout(() => {
      if (item.epoch !== epoch || !transfer.waiting.has(part)) return;
      putBack(transfer, part);
      pump();
    }, delay);
  }

  function putBack(transfer: Transfer, part: number): void {
    transfer.waiting.delete(part);
    transfer.todo.unshift(part);
  }

  function hold(milliseconds: number): void {
    const until = clock.now() + milliseconds;
    if (until <= heldUntil) return;
    heldUntil = until;
    clock.clearTimeout(holdTimer);
    release();
  }

  /** Timers may ring a moment early, and where nothing is in flight nobody else would pump. */
  function release(): void {
    const left = heldUntil - clock.now();
    if (left > 0) holdTimer = clock.setTimeout(release, left);
    else pump();
  }

  /** Watches for requests that stand still, and lets speeds fall while nothing moves. */
  function beat(): void {
    heartbeat = null;
    const now = clock.now();
    for (const running of [...inFlight]) {
      // The answer gets twice the time: what the browser calls sent may still sit in buffers on the way.
      const patience = options.stallSeconds * (running.isSent ? 2_000 : 1_000);
      if (now - running.movedAt >= patience) running.abort('stalled');
    }
    for (const line of Object.values(lines)) {
      let looked = 0;
      for (const item of line) {
        if (item.transfer?.running.size) options.onProgress(item);
        if (++looked === LOOK_AHEAD) break;
      }
    }
    if (inFlight.size > 0) heartbeat = clock.setTimeout(beat, HEARTBEAT_MS);
  }

  return {
    start(item) {
      lines[lineOf(item)].add(item);
    },
    stop(item) {
      lines[lineOf(item)].delete(item);
      const { transfer } = item;
      if (!transfer) return;
      for (const running of transfer.running.values()) running.abort('own');
      transfer.running.clear();
      transfer.waiting.clear();
      transfer.isSigning = false;
      transfer.isComparing = false;
    },
    connectionBytesPerSecond: () => connectionSpeed,
    backlog: () => ({ small: lines.small.size - busy.small, large: lines.large.size }),
    pump,
    interrupt() {
      for (const running of [...inFlight]) running.abort('offline');
    },
    wake() {
      strain = 0;
      heldUntil = 0;
      pump();
    },
  };
}

function isStored(result: StoreOutcome, { request }: RunningRequest): boolean {
  if (result.kind !== 'answer') return false;
  // The key was minted for this upload alone: when it is taken, an earlier attempt of ours arrived whose answer was lost.
  if (result.status === 412 && 'if-none-match' in request.headers) return true;
  return result.status >= 200 && result.status < 300;
}

/** `BadDigest`: other bytes arrived than were hashed here. */
const passingCodes = new Set(['RequestTimeout', 'BadDigest']);

export function fileChanged(cause?: unknown): UploadError {
  const message = 'The file was changed, moved or deleted after it was chosen. Choose it again.';
  return new UploadError('FILE_CHANGED', message, { cause });
}

/** Why a file could not be read; what already is an error of ours says more. */
export function unreadable(cause: unknown): UploadError {
  return cause instanceof UploadError ? cause : fileChanged(cause);
}

function networkLost(): UploadError {
  return new UploadError('NETWORK', 'The connection to the file store keeps breaking. Try again in a while.');
}

function storeRefused(status: number, code: string | null): UploadError {
  const sentences: Record<string, string> = {
    EntityTooLarge: 'The file is larger than was agreed when the upload began. Choose it again.',
    BadDigest: 'The file keeps being damaged on the way. Try again, perhaps on another network.',
    EntityTooSmall: 'The file is smaller than was agreed when the upload began. Choose it again.',
  };
  return new UploadError(
    'STORE_REFUSED',
    (code && Object.hasOwn(sentences, code) && sentences[code]) ||
      `The file store did not accept the file (${status}${code ? ` ${code}` : ''}). Try again; if it repeats, tell your support.`,
    { status, details: { storeCode: code } },
  );
}
