import type { Ports } from '../ports.ts';
import type { OnProgress, Sending, SendLane, SendLaneOptions } from '../sending/createSendLane.ts';
import { LARGE_FILE_BYTES } from '../UploadItem.ts';
import { sendToStore } from './sendToStore.ts';
import { cutPiece, type FilePiece, type StoreRequest } from './Transfer.ts';

export type Sender = {
  send(request: StoreRequest, piece: FilePiece, onProgress: OnProgress): Sending;
  /** A file of this size is about to be sent. */
  expect(sizeBytes: number): void;
};

export type SenderOptions = Omit<SendLaneOptions, 'clock'> & {
  ports: Pick<Ports, 'createXhr' | 'clock'>;
  /** No worker sends. */
  isPageOnly: boolean;
};

/** Sends small files from the page, and parts of large ones through a worker as soon as there is one. */
export function createSender({ ports, isPageOnly, ...lane }: SenderOptions): Sender {
  let sendLane: SendLane | null = null;
  let isLoading = false;

  return {
    expect(sizeBytes) {
      if (isPageOnly || sizeBytes < LARGE_FILE_BYTES) return;
      sendLane?.prepare();
      if (isLoading) return;
      isLoading = true;
      import('../sending/createSendLane.ts').then(
        ({ createSendLane }) => {
          sendLane = createSendLane({ ...lane, clock: ports.clock });
          sendLane.prepare();
        },
        () => {
          // Without it the page sends.
          isLoading = false;
        },
      );
    },
    send(request, piece, onProgress) {
      const isLarge = piece.file.size >= LARGE_FILE_BYTES;
      return (
        (isLarge && sendLane?.send(request, piece, onProgress)) ||
        sendToStore(ports, request, cutPiece(piece), onProgress)
      );
    },
  };
}
