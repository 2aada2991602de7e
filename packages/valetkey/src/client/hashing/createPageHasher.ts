import { answerHashing } from './answerHashing.ts';
import { createBlobHash } from './createBlobHash.ts';
import type { Hasher } from './createHashLane.ts';
import type { HashAnswer } from './hashProtocol.ts';

/** What Web Crypto is handed is copied on the page's own thread, where this much is not felt. */
const WHOLE_BYTES = 1024 * 1024;
/** Less than a frame, after which the page gets its thread back. */
const TURN_MS = 8;

/** Hashes on the page's own thread, in short turns, where the page can have no worker. */
export function createPageHasher(onAnswer: (answer: HashAnswer) => void): Hasher {
  const { subtle } = globalThis.crypto ?? {};
  let turnBeganAt = performance.now();
  async function rest(): Promise<void> {
    if (performance.now() - turnBeganAt < TURN_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    turnBeganAt = performance.now();
  }
  const ask = answerHashing(createBlobHash({ subtle, wholeBytes: WHOLE_BYTES, rest }), onAnswer);
  return { ask, end() {} };
}
