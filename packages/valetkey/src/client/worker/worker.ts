import { answerHashing } from '../hashing/answerHashing.ts';
import { createBlobHash } from '../hashing/createBlobHash.ts';
import type { HashRequest } from '../hashing/hashProtocol.ts';
import { browserPorts } from '../ports.ts';
import { answerSending } from '../sending/answerSending.ts';
import type { SendRequest } from '../sending/sendProtocol.ts';

/*
 * The worker's script: it hashes or it sends, as it is asked. Built into one file without imports, so that it runs from wherever a
 * bundler puts it.
 */

/** One piece and the copy that Web Crypto takes of it. */
const WHOLE_BYTES = 16 * 1024 * 1024;

const hash = createBlobHash({ subtle: globalThis.crypto?.subtle, wholeBytes: WHOLE_BYTES });
const takeHashing = answerHashing(hash, (answer) => postMessage(answer));
const takeSending = answerSending(browserPorts(), (answer) => postMessage(answer));
addEventListener('message', ({ data }: MessageEvent<HashRequest | SendRequest>) => {
  if (data.kind === 'send' || data.kind === 'abort') takeSending(data);
  else takeHashing(data);
});
postMessage({ kind: 'ready' });
