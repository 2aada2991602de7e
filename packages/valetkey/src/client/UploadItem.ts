import type { StorageState } from '../protocol/index.ts';
import type { Transfer } from './engine/Transfer.ts';
import type { UploadError } from './UploadError.ts';
import type { FileToUpload } from './Uploader.ts';
import type { UploadState } from './uploadStates.ts';

/** Smoothed speed, and where it was measured last. */
export type SpeedMeter = { bytes: number; at: number; bytesPerSecond: number };

/** One upload inside the engine; the page sees `Upload`. */
export type UploadItem = {
  readonly id: string;
  readonly name: string;
  readonly path: string | undefined;
  readonly sizeBytes: number;
  readonly lastModified: number;
  readonly contentType: string;
  readonly documentId: string | undefined;
  readonly profile: string | undefined;
  readonly metadata: unknown;
  fingerprint: string | undefined;
  /** Of the whole, of a small file whose checksum is given. */
  checksumSha256: string | undefined;
  /** The checksums of its parts will be given. */
  partChecksums: 'sha256' | undefined;
  /** Let go as soon as it is no longer needed. */
  file: File | null;
  readonly handle: FileSystemFileHandle | undefined;
  state: UploadState;
  error: UploadError | null;
  transfer: Transfer | null;
  uploadId: string | null;
  key: string | null;
  storageState: StorageState | null;
  /** Goes up when the work at hand is called off; answers that belong to an older epoch are ignored. */
  epoch: number;
  /** Ends the app-server calls about this upload alone, when the work at hand is called off. */
  calls: AbortController | null;
  isGranting: boolean;
  sentBytes: number;
  shownBytes: number;
  speed: SpeedMeter;
  /** Failed completions in a row. */
  completionFailures: number;
};

/** Large files get a fingerprint, and share connections with small ones instead of standing in one line with them. */
export const LARGE_FILE_BYTES = 16 * 1024 * 1024;

export function createItem(
  input: FileToUpload,
  { id, profile, now }: { id: string; profile: string | undefined; now: number },
): UploadItem {
  const { file } = input;
  return {
    id,
    name: file.name,
    path: input.path || undefined,
    sizeBytes: file.size,
    lastModified: file.lastModified,
    contentType: file.type || 'application/octet-stream',
    documentId: input.documentId,
    profile: input.profile ?? profile,
    metadata: input.metadata,
    fingerprint: undefined,
    checksumSha256: undefined,
    partChecksums: undefined,
    file,
    handle: input.handle,
    state: 'queued',
    error: null,
    transfer: null,
    uploadId: null,
    key: null,
    storageState: null,
    epoch: 0,
    calls: null,
    isGranting: false,
    sentBytes: 0,
    shownBytes: 0,
    speed: { bytes: 0, at: now, bytesPerSecond: 0 },
    completionFailures: 0,
  };
}
