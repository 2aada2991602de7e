import type { StorageState } from '../protocol/index.ts';
import type { UploadElsewhere } from './otherTabs.ts';
import type { Ports } from './ports.ts';
import type { Unfinished } from './recovery.ts';
import type { UploadError } from './UploadError.ts';
import type { UploadState } from './uploadStates.ts';

/** One upload as the page sees it. Immutable: a change is a new object, an unchanged upload keeps its identity. */
export type Upload = {
  /** Id within this uploader, given by `add`. */
  readonly id: string;
  /** The file's, without characters that turn the direction of a text. */
  readonly name: string;
  /** Folder the file was dropped with, for display. */
  readonly path: string | null;
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly state: UploadState;
  /** Bytes on their way or stored; never goes down while the upload lives. */
  readonly sentBytes: number;
  /** 0..1 */
  readonly progress: number;
  /** Smoothed; 0 while nothing moves. */
  readonly bytesPerSecond: number;
  /** `null` while unknown. */
  readonly remainingSeconds: number | null;
  /** Why it failed. `message` may be shown as it is. */
  readonly error: UploadError | null;
  /** The server's id of the transfer, once granted. */
  readonly uploadId: string | null;
  /** The file's id, once granted: the handle for downloads. */
  readonly key: string | null;
  /** What the server said when it took the file over: `uploaded` is still being checked, `available` can be downloaded. */
  readonly storageState: StorageState | null;
};

export type UploadTotals = {
  /** Uploads that are not cancelled. */
  readonly count: number;
  readonly done: number;
  readonly failed: number;
  readonly paused: number;
  /** Queued, uploading or finishing: what would be lost by closing the page. */
  readonly active: number;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  /** 0..1 over all bytes; 1 when everything is done, 0 when there is nothing. */
  readonly progress: number;
  readonly bytesPerSecond: number;
  readonly remainingSeconds: number | null;
};

export type UploaderSnapshot = {
  /** In the order they were added. */
  readonly uploads: readonly Upload[];
  /** Ids of `uploads`; the same array until something is added or removed. */
  readonly ids: readonly string[];
  readonly totals: UploadTotals;
  readonly isOnline: boolean;
};

/** What the files of each profile carry, by the profile's name: `MetadataOf<typeof profiles>` of `valetkey/server`. */
export type MetadataByProfile = Record<string, unknown>;

/** A file with facts the browser's `File` does not have. With the types of the profiles, its metadata is that of its profile. */
export type FileToUpload<Metadata extends MetadataByProfile = MetadataByProfile> = FileFacts &
  (string extends keyof Metadata
    ? {
        /** Upload profile; the option `profile` otherwise. */
        profile?: string | undefined;
        /** In the form that the profile asks for; the server checks it. */
        metadata?: unknown;
      }
    : { [Name in keyof Metadata & string]: OfProfile<Name, Metadata[Name]> }[keyof Metadata & string]);

type OfProfile<Name extends string, Facts> = (Name extends 'default'
  ? { profile?: Name | undefined }
  : { profile: Name }) &
  (undefined extends Facts ? { metadata?: Facts } : { metadata: Facts });

type FileFacts = {
  file: File;
  /** Folder, for display. */
  path?: string | undefined;
  /** The file of which this is a new version. */
  documentId?: string | undefined;
  /**
   * Where the browser hands one out (Chromium does for what is dropped). Kept with the journal of large uploads, so that an
   * upload continues after a reload without the file being chosen again.
   */
  handle?: FileSystemFileHandle | undefined;
};

export type UploaderEvent =
  | { type: 'done' | 'failed' | 'cancelled'; upload: Upload }
  /** Nothing is queued, moving or finishing any more. */
  | { type: 'idle' };

/** Of everything, of files below 16 MiB, or of the parts of larger ones. */
export type Checksums = boolean | 'files' | 'parts';

export type UploaderOptions = {
  /** Where the app server's routes are. @default '/api' */
  basePath?: string;
  /**
   * Origins the page may send bytes to, such as `['https://s3.eu-central-1.amazonaws.com']`. Whatever is listed, only https
   * and loopback origins are used. @default every https and loopback origin
   */
  storeOrigins?: readonly string[];
  /** Simultaneous requests to one store origin, 1..64; browsers open six connections to an HTTP/1.1 origin. @default 6 */
  connections?: number;
  /** How often one request is repeated after a passing failure, 0..20. @default 5 */
  retries?: number;
  /** Seconds without a byte moving after which a request is given up and repeated; twice that for the answer. @default 30 */
  stallSeconds?: number;
  /** Seconds an app-server call may take before it is repeated. @default 60 */
  apiTimeoutSeconds?: number;
  /** Upload profile named in every handshake. @default the server's default profile */
  profile?: string;
  /** Headers added to app-server calls (never to the store), for instance a bearer token. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  /** Credentials mode of app-server calls; the store never gets any. @default 'same-origin' */
  credentials?: RequestCredentials;
  /**
   * Keeps ids and fingerprints of unfinished large uploads in IndexedDB (never a URL), so that they can continue after a
   * reload. @default true
   */
  resumable?: boolean;
  /**
   * Gives the SHA-256 of each file below 16 MiB, and of each part of a larger one, for the store to check what arrives. Worth it
   * where the store does (`StoreCapabilities`); where it does not, the server reads small files once more to check them. Every byte
   * is read twice, the second time in a worker: a processor that has nothing else to do is all it costs. `'files'` leaves out the
   * parts of large files, `'parts'` the small ones. @default false
   */
  checksums?: Checksums;
  /**
   * Speed of one connection, in bytes a second, from which parts of large files are sent by a worker: on a fast line the browser's
   * reports about them are most of what a page does. 0 for always, `Infinity` for never. @default 10_000_000
   */
  workerFrom?: number;
  /**
   * Makes a worker that hashes or sends large files, where the bundler does not take along the file of ours: its script must be
   * `valetkey/worker`. Where it throws or breaks, the page does both by itself. @default a worker of the file in the package
   */
  createWorker?: () => Worker;
  /** Everything outside: network, time, chance, frames. @default the browser's own */
  ports?: Partial<Ports>;
};

export type Uploader<Metadata extends MetadataByProfile = MetadataByProfile> = {
  /** Queues files and returns the ids of their uploads, in the same order. */
  add(files: Iterable<File | FileToUpload<Metadata>>): string[];
  /** Stops sending; what the store has stays there. Without ids: everything that is not finished. */
  pause(ids?: Iterable<string>): void;
  /** Continues paused uploads with what the store has. Without ids: all paused. */
  resume(ids?: Iterable<string>): void;
  /** Gives up and tells the server. What the server is just taking over can no longer be cancelled. Without ids: all. */
  cancel(ids?: Iterable<string>): void;
  /** Tries failed uploads again, continuing where the store has something. Without ids: all failed. */
  retry(ids?: Iterable<string>): void;
  /** Takes finished, failed or cancelled uploads off the list. Without ids: all done and cancelled. */
  remove(ids?: Iterable<string>): void;

  /** For `useSyncExternalStore`; called at most once per animation frame, for progress alone about five times a second. */
  subscribe(listener: () => void): () => void;
  getSnapshot(): UploaderSnapshot;
  subscribeUpload(id: string, listener: () => void): () => void;
  getUpload(id: string): Upload | null;
  /** Facts as they happen, not tied to frames. */
  listen(listener: (event: UploaderEvent) => void): () => void;

  /**
   * Loads what moves bytes ahead of the first file, as when a picker opens; `add` does it by itself.
   * @throws {UploadError} `NETWORK`
   */
  prepare(): Promise<void>;

  /** Uploads begun earlier (before a reload, or on another device) that the server still waits for. */
  findUnfinished(signal?: AbortSignal): Promise<Unfinished[]>;
  /**
   * Continues one of them with the file chosen again, after comparing its size and a sampled fingerprint.
   * @throws {UploadError} `OTHER_FILE` when it is not the same file, `IN_OTHER_TAB` while another tab sends it.
   */
  continueUnfinished(unfinished: Unfinished, file: File): Promise<string>;
  /**
   * Continues one of those with `hasHandle` with the file that the browser still knows. Call it from a click: the browser may ask
   * whether the page may read the file again.
   * @throws {UploadError} `FILE_NOT_READABLE` when it may not or the file is gone, and what `continueUnfinished` throws.
   */
  reopenUnfinished(unfinished: Unfinished): Promise<string>;
  /** Gives one of them up. */
  discardUnfinished(unfinished: Unfinished, signal?: AbortSignal): Promise<void>;
  /**
   * Tells how far other tabs of this browser are with their large uploads, by upload id, about once a second, and again when one is
   * no longer heard of. Returns how to stop.
   */
  watchOtherTabs(listener: (uploads: ReadonlyMap<string, UploadElsewhere>) => void): () => void;

  /** Stops everything for good, as on sign-out: requests are aborted, files let go, the journal is emptied. */
  close(): void;
};
