import type { StorageState } from '../../protocol/index.ts';
import type { ApiClient } from '../apiClient.ts';
import type { UploadError } from '../UploadError.ts';
import type { UploadItem } from '../UploadItem.ts';
import type { Call } from './repeatCall.ts';
import { partBytes, recount, type Transfer } from './Transfer.ts';
import { endedStates, uploadEnded } from './uploadEnded.ts';

export type ComparisonOptions = {
  api: ApiClient;
  callFor(item: UploadItem): Call;
  /** The store had more of it, or less, than was known. */
  onChanged(item: UploadItem): void;
  /** The store has everything. */
  onStored(item: UploadItem): void;
  /** The server has taken it over already. */
  onFinished(item: UploadItem, state: StorageState): void;
  onFailed(item: UploadItem, error: UploadError, isEnded: boolean): void;
  pump(): void;
};

const finishedStates: readonly StorageState[] = ['uploaded', 'verifying', 'available', 'quarantined'];

/** Takes over what the store has, as the server reports it. */
export function createComparison(options: ComparisonOptions): (item: UploadItem, transfer: Transfer) => void {
  return async (item, transfer) => {
    if (transfer.isComparing) return;
    const { epoch } = item;
    transfer.isComparing = true;
    try {
      const status = await options.callFor(item)((signal) =>
        options.api.getUpload(transfer.uploadId, signal),
      );
      if (item.epoch !== epoch) return;
      transfer.isComparing = false;
      transfer.isDoubtful = false;
      if (finishedStates.includes(status.state)) {
        options.onFinished(item, status.state);
      } else if (endedStates.includes(status.state)) {
        options.onFailed(item, uploadEnded(), true);
      } else {
        transfer.stored.clear();
        for (const { partNumber, size } of status.stored) {
          const isWhole = size === partBytes(transfer, item.sizeBytes, partNumber);
          if (isWhole && partNumber <= transfer.partCount && !transfer.running.has(partNumber)) {
            transfer.stored.add(partNumber);
            transfer.waiting.delete(partNumber);
            transfer.requests.delete(partNumber);
          }
        }
        recount(item, transfer);
        options.onChanged(item);
        if (transfer.stored.size === transfer.partCount) options.onStored(item);
      }
    } catch (error) {
      if (item.epoch !== epoch) return;
      const isGone = (error as UploadError).status === 404;
      options.onFailed(item, isGone ? uploadEnded() : (error as UploadError), isGone);
    }
    options.pump();
  };
}
