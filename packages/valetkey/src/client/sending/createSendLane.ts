import type { StoreOutcome } from '../engine/sendToStore.ts';
import type { AbortReason, FilePiece, RunningRequest, StoreRequest } from '../engine/Transfer.ts';
import { openWorker, type WorkerOptions } from '../worker/openWorker.ts';
import type { SendAnswer, SendRequest, SentSoFar } from './sendProtocol.ts';

/** A request on its way, and how it ends. */
export type Sending = { running: RunningRequest; outcome: Promise<StoreOutcome> };

export type OnProgress = (movedBytes: number) => void;

export type SendLane = {
  /** Brings the worker up, ahead of what it is to send. */
  prepare(): void;
  /** `null` while there is no worker that could send. */
  send(request: StoreRequest, piece: FilePiece, onProgress: OnProgress): Sending | null;
};

type Sent = {
  running: RunningRequest;
  onProgress: OnProgress;
  end(outcome: StoreOutcome): void;
};

/** After the last request. */
const IDLE_MS = 5_000;
/** Until the first: a part that the page sends meanwhile may take minutes. */
const UNUSED_MS = 600_000;

/**
 * Requests to the store made by a worker. Browsers report each of them twenty times a second and more to the thread that made it: of a large
 * file on a fast line that, and making them, is most of what a page does. The worker is used once its script has said that it runs; until then, and
 * where there can be none, it broke, or it reaches no store, the page sends by itself.
 *
 * @public reached through `import()`
 */
export function createSendLane(options: WorkerOptions): SendLane {
  const { clock, signal } = options;
  const sending = new Map<number, Sent>();
  let lastId = 0;
  let worker: Worker | null = null;
  let isReady = false;
  let hasAnswer = false;
  let canHaveWorker = true;
  let idleTimer: unknown = null;

  signal.addEventListener('abort', end);

  function end(): void {
    clock.clearTimeout(idleTimer);
    worker?.terminate();
    worker = null;
    isReady = false;
  }

  function endWhenIdle(milliseconds: number): void {
    clock.clearTimeout(idleTimer);
    if (sending.size === 0) idleTimer = clock.setTimeout(end, milliseconds);
  }

  function prepare(): void {
    if (worker || !canHaveWorker || signal.aborted) return;
    try {
      const opened = openWorker<SendAnswer>(options, {
        onAnswer(answer) {
          if (worker === opened) take(answer);
        },
        onBroken() {
          if (worker === opened) breakOff();
        },
      });
      worker = opened;
      endWhenIdle(UNUSED_MS);
    } catch {
      canHaveWorker = false;
    }
  }

  function breakOff(): void {
    canHaveWorker = false;
    end();
    for (const sent of [...sending.values()]) {
      // Nobody knows how far it came: the store is asked.
      sent.running.isSent = true;
      sent.end({ kind: 'network' });
    }
  }

  function take(answer: SendAnswer): void {
    if (answer.kind === 'ready') isReady = true;
    else if (answer.kind === 'moved') for (const sent of answer.requests) note(sent);
    else {
      const { sent, outcome } = answer;
      note(sent);
      hasAnswer ||= outcome.kind === 'answer';
      // A worker has the policy of its script's own response, which may let it connect to nobody: it gets no more.
      if (outcome.kind === 'network' && !hasAnswer) isReady = canHaveWorker = false;
      sending.get(sent.id)?.end(outcome);
    }
  }

  function note({ id, loadedBytes, isSent }: SentSoFar): void {
    const sent = sending.get(id);
    if (!sent) return;
    const { running } = sent;
    const movedBytes = loadedBytes - running.loadedBytes;
    if (movedBytes !== 0 || isSent !== running.isSent) running.movedAt = clock.now();
    running.loadedBytes = loadedBytes;
    running.isSent = isSent;
    sent.onProgress(movedBytes);
  }

  function ask(request: SendRequest): void {
    worker?.postMessage(request);
  }

  return {
    prepare,
    send(request, piece, onProgress) {
      if (!isReady) {
        prepare();
        return null;
      }
      const id = ++lastId;
      try {
        ask({ kind: 'send', id, request, piece });
      } catch {
        // A file that only looks like one, or cannot be read: the page says which.
        return null;
      }
      clock.clearTimeout(idleTimer);
      let end!: Sent['end'];
      const outcome = new Promise<StoreOutcome>((resolve) => {
        end = (how) => {
          sending.delete(id);
          resolve(how);
          endWhenIdle(IDLE_MS);
        };
      });
      const running: RunningRequest = {
        request,
        loadedBytes: 0,
        movedAt: clock.now(),
        isSent: false,
        // Over at once, whether or not the worker still hears it.
        abort(reason: AbortReason) {
          if (!sending.has(id)) return;
          ask({ kind: 'abort', id, reason });
          end({ kind: 'aborted', reason });
        },
      };
      sending.set(id, { running, onProgress, end });
      return { running, outcome };
    },
  };
}
