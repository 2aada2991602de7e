import type { Grant, PartGrant } from '../../protocol/index.ts';
import { storeOrigin } from '../storeOrigin.ts';

/** URLs are replaced this long before they expire: a request must still reach the store. */
const EXPIRY_MARGIN_MS = 10_000;

/** One signed request to the store, without its body. */
export type StoreRequest = {
  method: string;
  url: string;
  origin: string;
  headers: Record<string, string>;
  /** Form fields of a `post`, sent before the file. */
  fields: Record<string, string> | null;
};

/** Bytes `start` to `end` (not included) of a file. */
export type FilePiece = { file: File; start: number; end: number };

/** A request on its way. */
export type RunningRequest = {
  request: StoreRequest;
  loadedBytes: number;
  /** When a byte moved last. */
  movedAt: number;
  /** The whole body has left; only the answer is missing. */
  isSent: boolean;
  abort(reason: AbortReason): void;
};

/** `value` is there as soon as it is known. */
export type PartChecksum = { value: string | null; known: Promise<string> };

/** `own`: pause, cancel, failure of the upload. Everything else is repeated. */
export type AbortReason = 'own' | 'offline' | 'stalled';

/**
 * The engine's knowledge of a granted upload. A `post` or `put` is a transfer with one part that has all bytes, so that
 * everything below knows one kind of work.
 */
export type Transfer = {
  uploadId: string;
  key: string;
  kind: Grant['kind'];
  partSize: number;
  partCount: number;
  /** URLs are asked for with the checksums of the parts. */
  hasPartChecksums: boolean;
  /** Base64 SHA-256, by part, of those that are or will be hashed. */
  checksums: Map<number, PartChecksum>;
  stored: Set<number>;
  /** Parts that need a connection, in order. */
  todo: number[];
  /** Parts in flight. */
  running: Map<number, RunningRequest>;
  /** Parts that sit out the delay after a failure. */
  waiting: Set<number>;
  /** Failures in a row, by part. */
  failures: Map<number, number>;
  /** Parts whose URL was already replaced once. */
  resigned: Set<number>;
  /** Signed requests that were not used yet. */
  requests: Map<number, StoreRequest>;
  /** On the engine's clock; what is older is signed anew before use. */
  freshUntil: number;
  /** How long a URL of this grant lives. */
  lifetimeMs: number;
  isSigning: boolean;
  /** The store may have a part of which the answer was lost: ask before sending. */
  isDoubtful: boolean;
  isComparing: boolean;
};

export function createTransfer(
  {
    partChecksums,
    ...facts
  }: {
    uploadId: string;
    key: string;
    kind: Grant['kind'];
    partSize: number | null;
    partChecksums?: 'sha256' | null;
  },
  sizeBytes: number,
): Transfer {
  const partSize = facts.kind === 'multipart' && facts.partSize ? facts.partSize : sizeBytes;
  const partCount = Math.ceil(sizeBytes / partSize);
  return {
    ...facts,
    partSize,
    partCount,
    hasPartChecksums: partChecksums === 'sha256',
    checksums: new Map(),
    stored: new Set(),
    todo: Array.from({ length: partCount }, (_, index) => index + 1),
    running: new Map(),
    waiting: new Set(),
    failures: new Map(),
    resigned: new Set(),
    requests: new Map(),
    freshUntil: 0,
    lifetimeMs: Number.POSITIVE_INFINITY,
    isSigning: false,
    isDoubtful: false,
    isComparing: false,
  };
}

/** Takes over the URLs of a handshake or of a re-signing. */
export function takeGrant(
  transfer: Transfer,
  grant: Grant,
  time: { now: number; serverTime: number | null },
  allowedOrigins?: readonly string[],
): void {
  const lifetimeMs = time.serverTime === null ? Number.NaN : Date.parse(grant.expiresAt) - time.serverTime;
  // Without the server's own time the expiry cannot be placed on our clock; then the store's 403 says it.
  transfer.lifetimeMs = lifetimeMs > 0 ? lifetimeMs : Number.POSITIVE_INFINITY;
  if (grant.kind === 'multipart') {
    takeParts(transfer, grant.parts, time.now, allowedOrigins);
    return;
  }
  transfer.freshUntil = time.now + transfer.lifetimeMs - EXPIRY_MARGIN_MS;
  transfer.requests.set(1, {
    method: grant.method,
    url: grant.signedUrl,
    origin: storeOrigin(grant.signedUrl, allowedOrigins),
    headers: grant.kind === 'put' ? grant.headers : {},
    fields: grant.kind === 'post' ? grant.fields : null,
  });
}

/** Takes over a window of part URLs; its age counts for all, since the oldest are used first. */
export function takeParts(
  transfer: Transfer,
  parts: readonly PartGrant[],
  now: number,
  allowedOrigins?: readonly string[],
): void {
  if (transfer.requests.size === 0) transfer.freshUntil = now + transfer.lifetimeMs - EXPIRY_MARGIN_MS;
  for (const { partNumber, signedUrl, headers } of parts) {
    if (transfer.stored.has(partNumber) || transfer.running.has(partNumber)) continue;
    const origin = storeOrigin(signedUrl, allowedOrigins);
    transfer.requests.set(partNumber, { method: 'PUT', url: signedUrl, origin, headers, fields: null });
  }
}

export function pieceOf(file: File, transfer: Transfer, partNumber: number): FilePiece {
  const start = (partNumber - 1) * transfer.partSize;
  return { file, start, end: start + partBytes(transfer, file.size, partNumber) };
}

export function cutPiece({ file, start, end }: FilePiece): Blob {
  // A slice is one more object that the browser registers with its other processes: a small file goes as it is.
  return start === 0 && end === file.size ? file : file.slice(start, end);
}

export function partBytes(transfer: Transfer, sizeBytes: number, partNumber: number): number {
  return partNumber < transfer.partCount
    ? transfer.partSize
    : sizeBytes - transfer.partSize * (transfer.partCount - 1);
}

/** Works out again what is left to send, from what is stored, in flight or waiting. */
export function recount(item: { readonly sizeBytes: number; sentBytes: number }, transfer: Transfer): void {
  const { stored, running, waiting } = transfer;
  transfer.todo = [];
  let sentBytes = 0;
  for (let part = 1; part <= transfer.partCount; part++) {
    if (stored.has(part)) sentBytes += partBytes(transfer, item.sizeBytes, part);
    else if (running.has(part)) sentBytes += running.get(part)!.loadedBytes;
    else if (!waiting.has(part)) transfer.todo.push(part);
  }
  item.sentBytes = sentBytes;
}
