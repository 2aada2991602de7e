import type { StoreOutcome } from '../engine/sendToStore.ts';
import type { AbortReason, FilePiece, StoreRequest } from '../engine/Transfer.ts';

/** What the page asks of the worker that sends for it. A file that is sent to a worker is a handle: its bytes stay where they are. */
export type SendRequest =
  | { kind: 'send'; id: number; request: StoreRequest; piece: FilePiece }
  /** The page waits for it no more. */
  | { kind: 'abort'; id: number; reason: AbortReason };

export type SendAnswer =
  /** The script was loaded and runs. */
  | { kind: 'ready' }
  /** How far those are that moved since the last answer of this kind. */
  | { kind: 'moved'; requests: readonly SentSoFar[] }
  | { kind: 'ended'; sent: SentSoFar; outcome: StoreOutcome };

export type SentSoFar = {
  id: number;
  loadedBytes: number;
  /** The whole body has left; only the answer is missing. */
  isSent: boolean;
};
