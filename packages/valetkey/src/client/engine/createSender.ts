import type { Ports } from '../ports.ts';
import type { OnProgress, Sending, SendLane } from '../sending/createSendLane.ts';
import { LARGE_FILE_BYTES } from '../UploadItem.ts';
import type { WorkerOptions } from '../worker/openWorker.ts';
import { sendToStore } from './sendToStore.ts';
import { cutPiece, type FilePiece, type StoreRequest } from './Transfer.ts';

/** Sends a piece of a file, from wherever that costs the page least. */
export type Send = (request: StoreRequest, piece: FilePiece, onProgress: OnProgress) => Sending;

export type SenderOptions = Omit<WorkerOptions, 'clock'> & {
  ports: Pick<Ports, 'createXhr' | 'clock'>;
  connectionBytesPerSecond(): number | undefined;
  /** Below that speed of a connection, in bytes a second, the page sends. */
  workerFrom: number;
};

/** Sends from the page, and parts of large files on a fast line through a worker as soon as there is one. */
export function createSender({ ports, connectionBytesPerSecond, workerFrom, ...lane }: SenderOptions): Send {
  let sendLane: SendLane | null = null;
  let isAskedFor = false;

  function load(): void {
    if (isAskedFor) return;
    isAskedFor = true;
    import('../sending/createSendLane.ts').then(
      ({ createSendLane }) => {
        sendLane = createSendLane({ ...lane, clock: ports.clock });
        sendLane.prepare();
      },
      () => {
        // Without it the page sends.
        isAskedFor = false;
      },
    );
  }

  function throughWorker(...sending: Parameters<Send>): Sending | null {
    if (sending[1].file.size < LARGE_FILE_BYTES || (connectionBytesPerSecond() ?? 0) < workerFrom)
      return null;
    load();
    return sendLane?.send(...sending) ?? null;
  }

  return (request, piece, onProgress) =>
    throughWorker(request, piece, onProgress) ?? sendToStore(ports, request, cutPiece(piece), onProgress);
}
