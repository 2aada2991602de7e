import { sendToStore } from '../engine/sendToStore.ts';
import { cutPiece, type RunningRequest } from '../engine/Transfer.ts';
import type { Ports } from '../ports.ts';
import type { SendAnswer, SendRequest, SentSoFar } from './sendProtocol.ts';

/** Each request tells its progress twenty times a second; the page shows it five times. */
const TELL_EVERY_MS = 200;

/** The side that sends: takes requests, and tells of all that move in one message. */
export function answerSending(
  ports: Pick<Ports, 'createXhr' | 'clock'>,
  answer: (answer: SendAnswer) => void,
): (request: SendRequest) => void {
  const running = new Map<number, RunningRequest>();
  const moved = new Set<number>();
  let isPlanned = false;

  function soFar(id: number): SentSoFar {
    const { loadedBytes, isSent } = running.get(id)!;
    return { id, loadedBytes, isSent };
  }

  function tellSoon(id: number): void {
    moved.add(id);
    if (isPlanned) return;
    isPlanned = true;
    ports.clock.setTimeout(() => {
      isPlanned = false;
      if (moved.size > 0) answer({ kind: 'moved', requests: Array.from(moved, soFar) });
      moved.clear();
    }, TELL_EVERY_MS);
  }

  return (asked) => {
    const { id } = asked;
    if (asked.kind === 'abort') {
      running.get(id)?.abort(asked.reason);
      return;
    }
    const sending = sendToStore(ports, asked.request, cutPiece(asked.piece), () => tellSoon(id));
    running.set(id, sending.running);
    void sending.outcome.then((outcome) => {
      const sent = soFar(id);
      running.delete(id);
      moved.delete(id);
      answer({ kind: 'ended', sent, outcome });
    });
  };
}
