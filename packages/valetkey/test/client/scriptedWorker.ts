import { answerHashing } from '../../src/client/hashing/answerHashing.ts';
import { createBlobHash } from '../../src/client/hashing/createBlobHash.ts';
import type { HashAnswer, HashRequest } from '../../src/client/hashing/hashProtocol.ts';

/** A worker of this process that hashes as the real one does, and goes wrong as it is told. */
export function scriptedWorkers(behaviour: { isMute?: boolean; breaksAt?: number } = {}) {
  const workers: { requests: HashRequest[]; isTerminated: boolean; break(): void }[] = [];

  function create(): Worker {
    const listeners: Record<string, (event: { data?: HashAnswer }) => void> = {};
    const own = {
      requests: [] as HashRequest[],
      isTerminated: false,
      break: () => listeners.error?.({}),
    };
    const post = (data: HashAnswer) => {
      if (!own.isTerminated && !behaviour.isMute) listeners.message?.({ data });
    };
    const take = answerHashing(createBlobHash({ subtle: crypto.subtle, wholeBytes: 16 * 1024 * 1024 }), post);
    workers.push(own);
    queueMicrotask(() => post({ kind: 'ready' }));
    const worker = {
      postMessage(request: HashRequest) {
        own.requests.push(request);
        if (own.requests.length === behaviour.breaksAt) queueMicrotask(own.break);
        else take(request);
      },
      terminate() {
        own.isTerminated = true;
      },
      addEventListener(type: string, listener: (typeof listeners)[string]) {
        listeners[type] = listener;
      },
    };
    return worker as unknown as Worker;
  }

  return { create, workers };
}
