import { createPortableSha256, sha256Hex as portableSha256Hex, type RunningHash } from './sha256.ts';

/*
 * The only file of the library proper that knows Node's crypto module, and it does without: the module is looked up at run
 * time, so that importing this never fails on an edge runtime and no bundler follows it.
 */

type OneShotHash = (algorithm: string, data: string | Uint8Array, encoding: 'hex') => string;
type NativeHash = {
  update(data: string | Uint8Array): NativeHash;
  digest(encoding: 'hex'): string;
  digest(): Uint8Array;
};
type NativeCrypto = { hash?: OneShotHash; createHash(algorithm: string): NativeHash };

const runtime = (globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }).process;
const native = runtime?.getBuiltinModule?.('node:crypto') as NativeCrypto | undefined;
const encoder = new TextEncoder();

function chooseHash(): (data: string | Uint8Array) => string {
  if (native === undefined) {
    return (data) => portableSha256Hex(typeof data === 'string' ? encoder.encode(data) : data);
  }
  const { hash } = native;
  // The one-shot form (Node 20.12) costs half of the other.
  if (typeof hash === 'function') return (data) => hash('sha256', data, 'hex');
  return (data) => native.createHash('sha256').update(data).digest('hex');
}

/** SHA-256 of bytes, or of a text as UTF-8, in lower-case hexadecimal. */
export const sha256Hex = chooseHash();

/** A SHA-256 to be fed with the pieces of a large object. */
export function createSha256(): RunningHash {
  if (native === undefined) return createPortableSha256();
  const hash = native.createHash('sha256');
  return {
    update(bytes) {
      hash.update(bytes);
    },
    digest: () => new Uint8Array(hash.digest()),
  };
}
