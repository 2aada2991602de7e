import type { Clock } from '../ports.ts';
import { createWorker as createOwnWorker } from './createWorker.ts';

/** What whoever works through a worker is given. */
export type WorkerOptions = {
  clock: Clock;
  /** @default the one of the package */
  createWorker?: (() => Worker) | undefined;
  /** Ends the worker. */
  signal: AbortSignal;
};

/**
 * Opens a worker and listens to it.
 *
 * @throws where there are no workers, or the page may not have any
 */
export function openWorker<Answer>(
  { createWorker = createOwnWorker }: Pick<WorkerOptions, 'createWorker'>,
  { onAnswer, onBroken }: { onAnswer: (answer: Answer) => void; onBroken: () => void },
): Worker {
  const worker = createWorker();
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => onAnswer(data));
  worker.addEventListener('error', onBroken);
  worker.addEventListener('messageerror', onBroken);
  return worker;
}
