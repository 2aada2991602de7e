import { answerHashing } from './answerHashing.ts';
import { createBlobHash } from './createBlobHash.ts';
import type { HashRequest } from './hashProtocol.ts';

/*
 * The worker's script. Built into one file without imports, so that it runs from wherever a bundler puts it.
 */

/** One piece and the copy that Web Crypto takes of it. */
const WHOLE_BYTES = 16 * 1024 * 1024;

const hash = createBlobHash({ subtle: globalThis.crypto?.subtle, wholeBytes: WHOLE_BYTES });
const take = answerHashing(hash, (answer) => postMessage(answer));
addEventListener('message', ({ data }: MessageEvent<HashRequest>) => take(data));
postMessage({ kind: 'ready' });
