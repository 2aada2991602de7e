import type { Grant, HandshakeFile } from '../../protocol/index.ts';
import type { ApiClient } from '../apiClient.ts';
import { UploadError } from '../UploadError.ts';
import { LARGE_FILE_BYTES, type UploadItem } from '../UploadItem.ts';
import type { Call } from './repeatCall.ts';

export type HandshakeLaneOptions = {
  api: ApiClient;
  call: Call;
  random: () => number;
  /** Granted uploads that still wait for a connection. */
  backlog(): { small: number; large: number };
  /** Files are on their way, or will be. */
  isMoving(): boolean;
  /** Told to the server, which cuts large files accordingly. */
  /** To one name of the bucket. */
  connections: number;
  connectionBytesPerSecond(): number | undefined;
  onGranted(item: UploadItem, grant: Grant, serverTime: number | null): void;
  /** A whole batch is granted: only now connections are given out, so that the first file does not take them all. */
  onBatch(): void;
  onRefused(item: UploadItem, error: UploadError): void;
};

export type HandshakeLane = {
  push(item: UploadItem): void;
  drop(item: UploadItem): void;
  pump(): void;
};

/** The server cuts files for so many where it is told nothing else. */
const ASSUMED_CONNECTIONS = 6;
/** The first batch is small, so that bytes move at once; the next hundreds are signed while they do. */
const FIRST_BATCH = 32;
const SMALL_BATCH = 500;
const LARGE_BATCH = 8;
/** Below this many files waiting for a connection, the next ones are signed: signed URLs do not live long. */
const ENOUGH_SMALL = 200;
const ENOUGH_LARGE = 4;
/** The server reads 512 KiB; the rest is room for the frame around the files. */
const MAX_BODY_BYTES = 480 * 1024;
/** How often one selection is cut in halves to find the file a server refuses without naming it. */
const MAX_BISECTIONS = 24;

/** Asks for grants, one call at a time, many files in a call. */
export function createHandshakeLane(options: HandshakeLaneOptions): HandshakeLane {
  const { api, call } = options;
  const small = new Set<UploadItem>();
  const large = new Set<UploadItem>();
  const unanswered = new WeakMap<UploadItem, { batch: UploadItem[]; idempotencyKey: string }>();
  let isCalling = false;
  let isFirst = true;

  function pump(): void {
    if (isCalling) return;
    if (small.size + large.size === 0) {
      if (!options.isMoving()) isFirst = true;
      return;
    }
    const backlog = options.backlog();
    const batch = [
      ...take(large, backlog.large < ENOUGH_LARGE ? LARGE_BATCH : 0),
      ...take(small, backlog.small < ENOUGH_SMALL ? (isFirst ? FIRST_BATCH : SMALL_BATCH) : 0),
    ];
    if (batch.length === 0) return;
    isFirst = false;
    isCalling = true;
    // The server may have granted a batch whose answer never came: the very same batch finds that out, a new one would not.
    const lost = batch.map((item) => unanswered.get(item)).find(Boolean);
    if (lost) {
      for (const item of lost.batch) {
        small.delete(item);
        large.delete(item);
      }
      void grant(lost.batch, { left: MAX_BISECTIONS }, lost.idempotencyKey).finally(next);
      return;
    }
    let bodyBytes = 0;
    const fitting = batch.filter((item, index) => {
      bodyBytes += new TextEncoder().encode(JSON.stringify(describe(item))).length + 1;
      return index === 0 || bodyBytes < MAX_BODY_BYTES;
    });
    for (const item of fitting) (item.sizeBytes >= LARGE_FILE_BYTES ? large : small).delete(item);
    void grant(fitting, { left: MAX_BISECTIONS }).finally(next);
  }

  function next(): void {
    isCalling = false;
    pump();
  }

  /** The key makes a repeated call answer with the same uploads, so that a lost answer starts nothing twice. */
  async function grant(
    batch: UploadItem[],
    bisections: { left: number },
    idempotencyKey = randomKey(options.random),
  ): Promise<void> {
    if (batch.length === 0) return;
    for (const item of batch) item.isGranting = true;
    const speed = Math.round(options.connectionBytesPerSecond() ?? 0);
    const hints = {
      ...(options.connections !== ASSUMED_CONNECTIONS && { connections: Math.floor(options.connections) }),
      ...(speed > 0 && { connectionBytesPerSecond: speed }),
    };
    try {
      const { uploads, serverTime } = await call((signal) =>
        api.createUploads({ files: batch.map(describe), idempotencyKey, ...hints }, signal),
      );
      if (uploads?.length !== batch.length) {
        throw new UploadError('INTERNAL', 'The server granted another number of files.', { status: 500 });
      }
      batch.forEach((item, index) => {
        item.isGranting = false;
        unanswered.delete(item);
        options.onGranted(item, uploads[index]!, serverTime);
      });
      options.onBatch();
    } catch (error) {
      for (const item of batch) {
        if ((error as UploadError).isTransient) unanswered.set(item, { batch, idempotencyKey });
        else unanswered.delete(item);
      }
      await sortOut(batch, error as UploadError, bisections);
    }
  }

  /** One file that is not accepted must not keep the others from being uploaded. */
  async function sortOut(
    batch: UploadItem[],
    error: UploadError,
    bisections: { left: number },
  ): Promise<void> {
    const refused = readRefusals(error);
    const isAboutFiles = error.status >= 400 && error.status < 500 && ![401, 403, 429].includes(error.status);
    if (refused.size > 0) {
      const others = batch.filter((_, index) => !refused.has(index));
      for (const [index, reason] of refused) if (batch[index]) refuse(batch[index], reason);
      if (others.length < batch.length) await grant(stillWanted(others), bisections);
      else for (const item of others) refuse(item, error);
    } else if (batch.length > 1 && isAboutFiles && bisections.left-- > 0) {
      const middle = batch.length >> 1;
      await grant(stillWanted(batch.slice(0, middle)), bisections);
      await grant(stillWanted(batch.slice(middle)), bisections);
    } else {
      for (const item of batch) refuse(item, error);
    }
  }

  function refuse(item: UploadItem, error: UploadError): void {
    item.isGranting = false;
    options.onRefused(item, error);
  }

  return {
    push(item) {
      if (!item.isGranting) (item.sizeBytes >= LARGE_FILE_BYTES ? large : small).add(item);
    },
    drop(item) {
      small.delete(item);
      large.delete(item);
    },
    pump,
  };
}

function stillWanted(batch: UploadItem[]): UploadItem[] {
  return batch.filter((item) => {
    item.isGranting = item.state === 'queued' || item.state === 'paused';
    return item.isGranting;
  });
}

function take(line: Set<UploadItem>, count: number): UploadItem[] {
  const taken: UploadItem[] = [];
  for (const item of line) {
    if (taken.length >= count) break;
    taken.push(item);
  }
  return taken;
}

function describe(item: UploadItem): HandshakeFile {
  const { name, sizeBytes: size, contentType, path, documentId, profile, fingerprint } = item;
  const { metadata, checksumSha256, partChecksums } = item;
  const file = {
    name,
    size,
    contentType,
    path,
    documentId,
    profile,
    fingerprint,
    metadata,
    checksumSha256,
    partChecksums,
  };
  // Members without a value are left out by JSON.
  return file as HandshakeFile;
}

/** A server that names the refused files does so as `files: [{ index, code, detail }]` beside the problem. */
function readRefusals({ details, status }: UploadError): Map<number, UploadError> {
  const refused = new Map<number, UploadError>();
  const files = Array.isArray(details?.files) ? (details.files as Record<string, unknown>[]) : [];
  for (const { index, code, detail } of files) {
    if (typeof index === 'number' && typeof code === 'string') {
      refused.set(index, new UploadError(code as UploadError['code'], String(detail), { status }));
    }
  }
  return refused;
}

function randomKey(random: () => number): string {
  return Array.from({ length: 4 }, () => Math.floor(random() * 2 ** 32).toString(36)).join('-');
}
