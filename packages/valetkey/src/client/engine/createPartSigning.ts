import type { PartsResponse } from '../../protocol/index.ts';
import type { ApiClient } from '../apiClient.ts';
import type { HashLane } from '../hashing/createHashLane.ts';
import type { UploadItem } from '../UploadItem.ts';
import { fileChanged, unreadable } from './createTransferPool.ts';
import type { Call } from './repeatCall.ts';
import { cutPiece, pieceOf, type Transfer } from './Transfer.ts';

/** The largest window of one call. */
const WINDOW = 100;
/** Parts that must be hashed before their URLs are asked for: few at first, so that bytes move. */
const FIRST_HASHED = 6;
const NEXT_HASHED = 12;
/** Parts that are hashed ahead while others are sent. */
const HASHED_AHEAD = 48;

export type PartSigningOptions = {
  api: ApiClient;
  callFor(item: UploadItem): Call;
  hashes: HashLane;
};

/**
 * URLs of parts. With checksums these are hashed first, ahead of need and beside the transfers; each call asks for all that were
 * hashed meanwhile, so that no connection waits for a sum where hashing is the faster of the two.
 */
export function createPartSigning({ api, callFor, hashes }: PartSigningOptions) {
  const ask = (item: UploadItem, uploadId: string, parts: readonly number[], sums?: readonly string[]) => {
    const partNumbers = parts.slice(0, WINDOW);
    const checksums = sums && { checksumsSha256: sums.slice(0, WINDOW) };
    return callFor(item)((signal) => api.signParts({ uploadId, partNumbers, ...checksums }, signal));
  };

  function hashAhead(item: UploadItem, transfer: Transfer, parts: readonly number[]): void {
    const { file, epoch } = item;
    if (!file) throw fileChanged();
    for (const part of parts) {
      if (transfer.checksums.has(part)) continue;
      const known = hashes
        .hash('parts', cutPiece(pieceOf(file, transfer, part)), () => item.epoch === epoch)
        .catch((cause: unknown) => {
          throw unreadable(cause);
        });
      const checksum = { value: null as string | null, known };
      transfer.checksums.set(part, checksum);
      known.then(
        (value) => {
          checksum.value = value;
        },
        // Whoever needs it hears of it there.
        () => {},
      );
    }
  }

  return async (item: UploadItem, transfer: Transfer, missing: readonly number[]): Promise<PartsResponse> => {
    const { uploadId, checksums, hasPartChecksums } = transfer;
    if (!hasPartChecksums) return ask(item, uploadId, missing);
    const least = missing.slice(0, checksums.size === 0 ? FIRST_HASHED : NEXT_HASHED);
    hashAhead(item, transfer, missing.slice(0, HASHED_AHEAD));
    await Promise.all(least.map((part) => checksums.get(part)!.known));
    const hashed = missing.flatMap((part) => {
      const value = checksums.get(part)?.value;
      return value ? [{ part, value }] : [];
    });
    return ask(
      item,
      uploadId,
      hashed.map(({ part }) => part),
      hashed.map(({ value }) => value),
    );
  };
}
