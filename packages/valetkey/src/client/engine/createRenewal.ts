import type { ApiClient } from '../apiClient.ts';
import type { HashLane } from '../hashing/createHashLane.ts';
import type { Clock } from '../ports.ts';
import type { UploadError } from '../UploadError.ts';
import type { UploadItem } from '../UploadItem.ts';
import { createPartSigning } from './createPartSigning.ts';
import { createSignLane } from './createSignLane.ts';
import type { Call } from './repeatCall.ts';
import { type Transfer, takeGrant, takeParts } from './Transfer.ts';

export type RenewalOptions = {
  api: ApiClient;
  call: Call;
  callFor(item: UploadItem): Call;
  clock: Clock;
  hashes: HashLane;
  storeOrigins: readonly string[] | undefined;
  /** It is no longer open for signing. */
  onClosed(item: UploadItem, transfer: Transfer): void;
  onFailed(item: UploadItem, error: UploadError): void;
  pump(): void;
};

/** Fetches fresh URLs: the next window of a multipart upload, or the one of a small file, many in a call. */
export function createRenewal(options: RenewalOptions): (item: UploadItem, transfer: Transfer) => void {
  const { clock, storeOrigins } = options;
  const signAgain = createSignLane(options);
  const signParts = createPartSigning(options);

  return (item, transfer) => {
    const { epoch } = item;
    const { uploadId, kind, todo, requests } = transfer;
    transfer.isSigning = true;
    const missing = todo.filter((part) => !requests.has(part));
    const signed =
      kind === 'multipart'
        ? signParts(item, transfer, missing).then(
            ({ parts }) =>
              () =>
                takeParts(transfer, parts, clock.now(), storeOrigins),
          )
        : signAgain(uploadId).then(({ grant, serverTime }) => () => {
            takeGrant(transfer, grant, { now: clock.now(), serverTime }, storeOrigins);
          });
    void signed
      .then((takeOver) => {
        if (item.epoch !== epoch) return;
        transfer.isSigning = false;
        takeOver();
      })
      .catch((error: UploadError) => {
        if (item.epoch !== epoch) return;
        transfer.isSigning = false;
        // Not open for signing: finished or ended by another road. Anything else ends the attempt.
        if (error.status === 404 || error.status === 409) options.onClosed(item, transfer);
        else options.onFailed(item, error);
      })
      .finally(options.pump);
  };
}
