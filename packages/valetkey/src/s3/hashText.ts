import { sha256Hex as portableSha256Hex } from './sha256.ts';

/*
 * The only file of the library proper that knows Node's crypto module, and it does without: the module is looked up at run
 * time, so that importing this never fails on an edge runtime and no bundler follows it.
 */

type OneShotHash = (algorithm: string, data: string | Uint8Array, encoding: 'hex') => string;
type NativeCrypto = {
  hash?: OneShotHash;
  createHash(algorithm: string): {
    update(data: string | Uint8Array): { digest(encoding: 'hex'): string };
  };
};

function findNativeHash(): OneShotHash | null {
  const runtime = (globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }).process;
  const native = runtime?.getBuiltinModule?.('node:crypto') as NativeCrypto | undefined;
  if (typeof native?.hash === 'function') return native.hash;
  if (typeof native?.createHash === 'function') {
    return (algorithm, data, encoding) => native.createHash(algorithm).update(data).digest(encoding);
  }
  return null;
}

const nativeHash = findNativeHash();
const encoder = new TextEncoder();

/** SHA-256 of bytes, or of a text as UTF-8, in lower-case hexadecimal. */
export const sha256Hex: (data: string | Uint8Array) => string =
  nativeHash === null
    ? (data) => portableSha256Hex(typeof data === 'string' ? encoder.encode(data) : data)
    : (data) => nativeHash('sha256', data, 'hex');
