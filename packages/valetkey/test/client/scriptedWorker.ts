import { answerHashing } from '../../src/client/hashing/answerHashing.ts';
import { createBlobHash } from '../../src/client/hashing/createBlobHash.ts';
import type { HashAnswer, HashRequest } from '../../src/client/hashing/hashProtocol.ts';
import type { Ports } from '../../src/client/ports.ts';
import { answerSending } from '../../src/client/sending/answerSending.ts';
import type { SendAnswer, SendRequest } from '../../src/client/sending/sendProtocol.ts';

type Request = HashRequest | SendRequest;
type Answer = HashAnswer | SendAnswer;

export type ScriptedWorker = {
  requests: Request[];
  isTerminated: boolean;
  break(): void;
};

const noTransport: Pick<Ports, 'createXhr' | 'clock'> = {
  createXhr() {
    throw new Error('This worker only hashes.');
  },
  clock: { now: () => 0, setTimeout: () => 0, clearTimeout() {} },
};

/** Workers of this process that hash and send as the real one does, and go wrong as they are told. */
export function scriptedWorkers({
  isMute = false,
  breaksAt,
  ports = noTransport,
}: {
  /** Never says a word. */
  isMute?: boolean;
  /** Dies of this message. */
  breaksAt?: number | undefined;
  /** What it sends through. */
  ports?: Pick<Ports, 'createXhr' | 'clock'>;
} = {}) {
  const workers: ScriptedWorker[] = [];

  function create(): Worker {
    const listeners: Record<string, (event: { data?: Answer }) => void> = {};
    const own: ScriptedWorker & { isBroken: boolean } = {
      requests: [],
      isTerminated: false,
      isBroken: false,
      break() {
        own.isBroken = true;
        listeners.error?.({});
      },
    };
    const post = (data: Answer) => {
      if (!own.isTerminated && !own.isBroken && !isMute) listeners.message?.({ data });
    };
    const hash = answerHashing(createBlobHash({ subtle: crypto.subtle, wholeBytes: 16 * 1024 * 1024 }), post);
    const send = answerSending(ports, post);
    workers.push(own);
    queueMicrotask(() => post({ kind: 'ready' }));
    const worker = {
      postMessage(request: Request) {
        own.requests.push(request);
        if (own.requests.length === breaksAt) queueMicrotask(own.break);
        else if (request.kind === 'send' || request.kind === 'abort') send(request);
        else hash(request);
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
