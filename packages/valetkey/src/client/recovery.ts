import type { UnfinishedUploads } from '../protocol/index.ts';
import type { ApiClient } from './apiClient.ts';
import { UploadError } from './UploadError.ts';
import type { UploadItem } from './UploadItem.ts';

/*
 * Loaded when the first large file is added. The server's list of unfinished uploads is the truth; the journal in IndexedDB
 * only knows which of them began in this browser, and, where the browser hands them out, the handles of their files. Neither ever
 * holds a URL, a signature or a byte of a file.
 */

/** For whoever asks for the list: it comes with this module. */
export { createApiClient } from './apiClient.ts';

/** An upload the server still waits for. */
export type Unfinished = UnfinishedUploads['uploads'][number] & {
  /** It began in this browser. */
  isLocal: boolean;
  /** Another tab of this browser is sending it right now. */
  isElsewhere: boolean;
  /** This browser remembers the file: `reopenUnfinished` continues without its being chosen again. */
  hasHandle: boolean;
  path: string | null;
  /** Of its file, in milliseconds, where it began in this browser. */
  lastModified: number | null;
};

type JournalEntry = {
  uploadId: string;
  path: string | null;
  lastModified: number;
  at: number;
  handle?: FileSystemFileHandle;
};

/** Chromium's; where there are none, a handle needs no permission. https://wicg.github.io/file-system-access/ */
type AskingHandle = FileSystemFileHandle & {
  requestPermission?(descriptor: { mode: 'read' }): Promise<PermissionState>;
};

const SAMPLE_BYTES = 64 * 1024;
const DATABASE = 'valetkey';
const STORE = 'uploads';

/**
 * A mark of the file's content that costs three small reads: SHA-256 over its size, its first, middle and last 64 KiB.
 * It finds a file again; it proves nothing about it. `undefined` where the page has no Web Crypto (plain http).
 */
export async function fingerprintFile(file: Blob, signal?: AbortSignal): Promise<string | undefined> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) return undefined;
  const starts = [0, Math.floor((file.size - SAMPLE_BYTES) / 2), file.size - SAMPLE_BYTES].map((at) =>
    Math.max(0, at),
  );
  const samples = new Blob([
    `${file.size}:`,
    ...starts.map((start) => file.slice(start, start + SAMPLE_BYTES)),
  ]);
  const bytes = await samples.arrayBuffer();
  signal?.throwIfAborted();
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return btoa(String.fromCharCode(...digest));
}

/** @throws {UploadError} `OTHER_FILE`; returns the fingerprint. */
export async function checkSameFile(
  unfinished: Pick<Unfinished, 'size' | 'name' | 'fingerprint'>,
  file: File,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const fingerprint = await fingerprintFile(file, signal);
  const isOther =
    file.size !== unfinished.size ||
    (unfinished.fingerprint && fingerprint
      ? fingerprint !== unfinished.fingerprint
      : file.name !== unfinished.name);
  if (isOther) {
    throw new UploadError(
      'OTHER_FILE',
      `This is not the file that was being uploaded. Choose “${unfinished.name}” again.`,
    );
  }
  return fingerprint;
}

/** All pages of the server's list, the journal's marks added; the journal lets go of what the server no longer knows. */
export async function findUnfinished(api: ApiClient, signal?: AbortSignal): Promise<Unfinished[]> {
  const found: UnfinishedUploads['uploads'] = [];
  let cursor: string | null = null;
  do {
    const page: UnfinishedUploads = await api.listUnfinished(cursor, signal);
    found.push(...page.uploads);
    cursor = page.nextCursor === cursor ? null : page.nextCursor;
  } while (cursor !== null);
  const journal = new Map((await readJournal()).map((entry) => [entry.uploadId, entry]));
  const known = new Set(found.map(({ uploadId }) => uploadId));
  await Promise.all([...journal.keys()].filter((id) => !known.has(id)).map(forgetUpload));
  const held = await heldLocks();
  return found.map((upload) => {
    const entry = journal.get(upload.uploadId);
    const isElsewhere = held.has(lockName(upload.uploadId)) && !releases.has(upload.uploadId);
    const hasHandle = entry?.handle !== undefined;
    const { path = null, lastModified = null } = entry ?? {};
    return { ...upload, isLocal: entry !== undefined, isElsewhere, hasHandle, path, lastModified };
  });
}

/*
 * Two tabs never send one upload: the tab that does holds a lock with its name, which the browser gives back when the tab is
 * closed or dies. Browsers without Web Locks (and plain http pages) go without.
 */
const releases = new Map<string, () => void>();
const lockName = (uploadId: string) => `valetkey:${uploadId}`;

/** Whether this tab may send the upload now. */
export async function claimUpload(uploadId: string): Promise<boolean> {
  const { locks } = globalThis.navigator ?? {};
  if (!locks || releases.has(uploadId)) return true;
  return new Promise((resolve) => {
    const holding = locks.request(lockName(uploadId), { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      // Held until it is released, or the tab is gone.
      return lock && new Promise<void>((release) => releases.set(uploadId, release));
    });
    holding.catch(() => resolve(true));
  });
}

function releaseUpload(uploadId: string): void {
  releases.get(uploadId)?.();
  releases.delete(uploadId);
}

async function heldLocks(): Promise<Set<string | undefined>> {
  const { locks } = globalThis.navigator ?? {};
  const { held = [] } = (await locks?.query().catch(() => undefined)) ?? {};
  return new Set(held.map(({ name }) => name));
}

/**
 * Writes the upload into the journal of this browser.
 *
 * @public reached through `import()`
 */
export async function rememberUpload(item: UploadItem): Promise<void> {
  const { uploadId, path, lastModified, handle } = item;
  if (!uploadId) return;
  await claimUpload(uploadId);
  const entry: JournalEntry = { uploadId, path: path ?? null, lastModified, at: Date.now() };
  // A handle that the browser will not keep must not cost the entry.
  const kept = handle && (await inJournal('readwrite', (store) => store.put({ ...entry, handle })));
  if (!kept) await inJournal('readwrite', (store) => store.put(entry));
}

/**
 * The file of an upload that this browser remembers; the browser may ask the user whether the page may read it.
 *
 * @throws {UploadError} `FILE_NOT_READABLE`
 * @public reached through `import()`
 */
export async function reopenFile({
  uploadId,
  name,
}: Pick<Unfinished, 'uploadId' | 'name'>): Promise<{ file: File; handle: FileSystemFileHandle }> {
  const entry = await inJournal<JournalEntry | undefined>('readonly', (store) => store.get(uploadId));
  const handle: AskingHandle | undefined = entry?.handle;
  const notReadable = (cause?: unknown) =>
    new UploadError(
      'FILE_NOT_READABLE',
      `The browser may not read “${name}” again, or it was moved or deleted. Choose it to continue.`,
      { cause },
    );
  if (!handle) throw notReadable();
  try {
    const permission = (await handle.requestPermission?.({ mode: 'read' })) ?? 'granted';
    if (permission === 'granted') return { file: await handle.getFile(), handle };
  } catch (cause) {
    throw notReadable(cause);
  }
  throw notReadable();
}

export async function forgetUpload(uploadId: string): Promise<void> {
  releaseUpload(uploadId);
  await inJournal('readwrite', (store) => store.delete(uploadId));
}

export async function forgetAll(): Promise<void> {
  for (const uploadId of [...releases.keys()]) releaseUpload(uploadId);
  await inJournal('readwrite', (store) => store.clear());
}

async function readJournal(): Promise<JournalEntry[]> {
  return (await inJournal<JournalEntry[]>('readonly', (store) => store.getAll())) ?? [];
}

/** A browser that keeps no database (private windows, full disks) uploads all the same: the server's list remains. */
async function inJournal<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'uploadId' });
    const database = await settled(opening);
    try {
      return await settled(act(database.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
