import type { Receipt } from '../../protocol/index.ts';
import type { ApiClient } from '../apiClient.ts';
import type { Clock } from '../ports.ts';
import type { UploadError } from '../UploadError.ts';
import { LARGE_FILE_BYTES, type UploadItem } from '../UploadItem.ts';
import type { Call } from './repeatCall.ts';

export type CompletionLaneOptions = {
  api: ApiClient;
  call: Call;
  clock: Clock;
  /** What is on its way and would join the group: anything, and small files among it. */
  moving(): { any: boolean; small: boolean };
  onReceipt(item: UploadItem, receipt: Receipt | undefined): void;
  onFailed(item: UploadItem, error: UploadError): void;
};

export type CompletionLane = {
  push(item: UploadItem): void;
  drop(item: UploadItem): void;
  pump(): void;
  isAsking(item: UploadItem): boolean;
};

const LARGEST_GROUP = 500;
/** A second one, so that an answer that does not come holds nobody up; a server in trouble gets no more of them with each file. */
const SIMULTANEOUS_CALLS = 2;
/**
 * A group waits for companions: fifteen seconds at first, longer while a long selection goes on. Small files do not wait for
 * large ones, though. Nobody loses a file by this: the server finds what is stored even if the page never tells it.
 */
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Tells the server which uploads are stored: in groups and beside the transfers, so that ten thousand files take a handful
 * of calls and none of them waits for a connection. A lost answer is no harm: asking again gives the same receipts.
 */
export function createCompletionLane(options: CompletionLaneOptions): CompletionLane {
  const { api, call, clock } = options;
  const waiting = new Set<UploadItem>();
  const asked = new Set<UploadItem>();
  let timer: unknown = null;
  let waitMs = FIRST_WAIT_MS;
  let running = 0;

  function pump(): void {
    const moving = options.moving();
    const isWhole =
      !moving.any || (!moving.small && [...waiting].some((item) => item.sizeBytes < LARGE_FILE_BYTES));
    while (canAsk() && (isWhole || waiting.size >= LARGEST_GROUP)) flush();
    if (!moving.any) waitMs = FIRST_WAIT_MS;
    if (waiting.size > 0) {
      timer ??= clock.setTimeout(() => {
        timer = null;
        waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
        if (canAsk()) flush();
      }, waitMs);
    } else {
      clock.clearTimeout(timer);
      timer = null;
    }
  }

  const canAsk = () => waiting.size > 0 && running < SIMULTANEOUS_CALLS;

  function flush(): void {
    const group = new Map<string, UploadItem>();
    for (const item of waiting) {
      if (group.size === LARGEST_GROUP) break;
      waiting.delete(item);
      asked.add(item);
      group.set(item.uploadId!, item);
    }
    running++;
    void ask(group);
  }

  async function ask(group: Map<string, UploadItem>): Promise<void> {
    const uploads = Array.from(group.keys(), (uploadId) => ({ uploadId }));
    let answer: (item: UploadItem, uploadId: string) => void;
    try {
      const { files } = await call((signal) => api.completeUploads({ uploads }, signal));
      const receipts = new Map(files.map((receipt) => [receipt.uploadId, receipt]));
      answer = (item, uploadId) => options.onReceipt(item, receipts.get(uploadId));
    } catch (error) {
      answer = (item) => options.onFailed(item, error as UploadError);
    }
    running--;
    for (const [uploadId, item] of group) {
      asked.delete(item);
      answer(item, uploadId);
    }
    pump();
  }

  return {
    push: (item) => waiting.add(item),
    drop: (item) => waiting.delete(item),
    pump,
    isAsking: (item) => asked.has(item),
  };
}
