import type { checkOptions } from '../checkOptions.ts';
import type { SnapshotStore } from '../createSnapshotStore.ts';
import type { Ports } from '../ports.ts';
import type { Unfinished } from '../recovery.ts';
import type { FileToUpload, UploaderOptions } from '../Uploader.ts';
import type { UploadItem } from '../UploadItem.ts';
import type { UploadState } from '../uploadStates.ts';

/** The uploads, and what the engine may do with them; kept by `createUploader`. */
export type UploadBook = {
  options: UploaderOptions & ReturnType<typeof checkOptions>;
  ports: Ports;
  items: ReadonlyMap<string, UploadItem>;
  store: SnapshotStore;
  /** Aborted when the uploader is closed. */
  signal: AbortSignal;
  /** Enters one more upload, as `queued`. */
  create(input: FileToUpload): UploadItem;
  /** Whether the state table has this edge; only then anything happened. */
  setState(item: UploadItem, state: UploadState): boolean;
  /** What the server still waited for when the page last asked. */
  unfinished(): readonly Unfinished[];
  /** What is queued or uploading: anything, and small files among it. */
  moving(): { any: boolean; small: boolean };
};

export type Engine = {
  /** Begins with an upload that nobody granted yet. */
  queue(item: UploadItem): void;
  /** Continues with what is known: nothing yet, a transfer, or one that has to be compared with the store first. */
  proceed(item: UploadItem): void;
  /** Calls off whatever is under way for this upload. */
  callOff(item: UploadItem): void;
  /** Gives the upload up, here and at the server, unless the server is just taking it over. */
  cancel(item: UploadItem): void;
  /** Gives everything that is free something to do. */
  pump(): void;
  /** The network went away or came back. */
  onlineChanged(): void;
  continueUnfinished(unfinished: Unfinished, file: File): Promise<string>;
  reopenUnfinished(unfinished: Unfinished): Promise<string>;
  discardUnfinished(unfinished: Unfinished, signal?: AbortSignal): Promise<void>;
};
