import type { ApiClient } from '../apiClient.ts';
import type { HashLane } from '../hashing/createHashLane.ts';
import type { Unfinished } from '../recovery.ts';
import type { UploadError } from '../UploadError.ts';
import type { Checksums } from '../Uploader.ts';
import { LARGE_FILE_BYTES, type UploadItem } from '../UploadItem.ts';
import { unreadable } from './createTransferPool.ts';
import type { Call } from './repeatCall.ts';

export type PreparationOptions = {
  api: ApiClient;
  callFor(item: UploadItem): Call;
  hashes: HashLane;
  /** @default false */
  checksums: Checksums;
  isResumable(item: UploadItem): boolean;
  recovery: () => Promise<typeof import('../recovery.ts')>;
  /** What the page knows to be half sent. */
  unfinished(): readonly Unfinished[];
  /** An upload of this list sends it already. */
  isTaken(uploadId: string): boolean;
  signal: AbortSignal;
  /** Ready for a handshake. */
  onReady(item: UploadItem): void;
  /** It was begun before, and this tab may go on with it. */
  onBegun(item: UploadItem, begun: Unfinished): void;
  onFailed(item: UploadItem, error: UploadError): void;
  /** Something that had to be waited for is over. */
  pump(): void;
};

/**
 * What a file needs before anybody is asked to grant it: the checksum of a small one, where it is wanted; of a large one the fingerprint, and
 * whether it is half sent already.
 */
export function createPreparation(options: PreparationOptions): (item: UploadItem) => void {
  const { api, callFor, hashes, checksums, isResumable, recovery, signal } = options;
  const ofFiles = checksums === true || checksums === 'files';
  const ofParts = checksums === true || checksums === 'parts';
  let isPumpPlanned = false;

  const isLarge = (item: UploadItem) => item.sizeBytes >= LARGE_FILE_BYTES;
  const needsChecksum = (item: UploadItem) => ofFiles && !isLarge(item) && item.checksumSha256 === undefined;
  const needsFingerprint = (item: UploadItem) => isResumable(item) && item.fingerprint === undefined;

  async function prepare(item: UploadItem, file: File): Promise<Unfinished | null> {
    const { epoch } = item;
    if (needsChecksum(item))
      item.checksumSha256 = await hashes.hash('files', file, () => item.epoch === epoch);
    if (!needsFingerprint(item)) return null;
    const module = await recovery().catch(() => null);
    item.fingerprint = await module?.fingerprintFile(file, signal);
    const begun = options.unfinished().find((one) => isBegun(one, item));
    return begun && (await isStillOpen(item, begun)) ? begun : null;
  }

  /**
   * The fingerprint is of samples: only a file that was not touched since this browser began with it goes on by itself. Of any
   * other its owner says that it is the same.
   */
  function isBegun(one: Unfinished, item: UploadItem): boolean {
    const { fingerprint, sizeBytes, name, path = null, lastModified, documentId } = item;
    return (
      one.fingerprint !== null &&
      one.fingerprint === fingerprint &&
      one.size === sizeBytes &&
      one.lastModified === lastModified &&
      one.name === name.normalize('NFC') &&
      one.path === path &&
      (documentId === undefined ? one.version === 1 : one.key === documentId) &&
      !options.isTaken(one.uploadId)
    );
  }

  /** The page's list may be old: what was ended meanwhile, or belongs to another tab, is not gone on with. */
  async function isStillOpen(item: UploadItem, { uploadId }: Unfinished): Promise<boolean> {
    try {
      const { state } = await callFor(item)((own) => api.getUpload(uploadId, own));
      return state === 'reserved' && (await (await recovery()).claimUpload(uploadId));
    } catch {
      return false;
    }
  }

  /** Sums of hundreds come at once: they are all ready when the handshake is made up. */
  function pumpSoon(): void {
    if (isPumpPlanned) return;
    isPumpPlanned = true;
    queueMicrotask(() => {
      isPumpPlanned = false;
      options.pump();
    });
  }

  return (item) => {
    const { epoch, file } = item;
    if (!file) return;
    if (ofParts && isLarge(item)) item.partChecksums = 'sha256';
    // Most need nothing, and hundreds that come together share a handshake.
    if (!needsChecksum(item) && !needsFingerprint(item)) {
      options.onReady(item);
      return;
    }
    prepare(item, file).then(
      (begun) => {
        if (item.epoch !== epoch) return;
        // The same file may have been added twice: the first of them took it.
        if (begun !== null && !options.isTaken(begun.uploadId)) options.onBegun(item, begun);
        else options.onReady(item);
        pumpSoon();
      },
      (cause: unknown) => {
        if (item.epoch === epoch) options.onFailed(item, unreadable(cause));
      },
    );
  };
}
