import {
  createPortableSha256,
  finishHmac,
  type HmacKey,
  sha256Hex as portableSha256Hex,
  type RunningHash,
} from './sha256.ts';

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

/**
 * Loading Node's crypto takes longer than all else until the first signature, so a process that signs little (a function that
 * wakes up for one request) never does: this many short texts are hashed without it.
 */
const portableHashes = 32;
const maxPortableLength = 4_096;

const encoder = new TextEncoder();
let native: NativeCrypto | null | undefined;
let nativeSha256: ((data: string | Uint8Array) => string) | null = null;
let hashed = 0;

function loadNative(): NativeCrypto | null {
  if (native === undefined) {
    const runtime = (globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }).process;
    native = (runtime?.getBuiltinModule?.('node:crypto') as NativeCrypto | undefined) ?? null;
  }
  return native;
}

function hashPortably(data: string | Uint8Array): string {
  return portableSha256Hex(typeof data === 'string' ? encoder.encode(data) : data);
}

function chooseHash(): (data: string | Uint8Array) => string {
  const found = loadNative();
  if (found === null) return hashPortably;
  const { hash } = found;
  // The one-shot form (Node 20.12) costs half of the other.
  if (typeof hash === 'function') return (data) => hash('sha256', data, 'hex');
  return (data) => found.createHash('sha256').update(data).digest('hex');
}

/** SHA-256 of bytes, or of a text as UTF-8, in lower-case hexadecimal. */
export function sha256Hex(data: string | Uint8Array): string {
  if (nativeSha256 === null) {
    if (hashed++ < portableHashes && data.length <= maxPortableLength) return hashPortably(data);
    nativeSha256 = chooseHash();
  }
  return nativeSha256(data);
}

/** The value of a lower-case hexadecimal digit: letters have bit 6 and count from 1. */
function nibble(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return (code & 15) + (code >> 6) * 9;
}

/** HMAC-SHA-256 of a text of some length (a policy), in lower-case hexadecimal. */
export function hmacSha256Hex(key: HmacKey, message: Uint8Array): string {
  const input = new Uint8Array(key.innerBlock.length + message.length);
  input.set(key.innerBlock);
  input.set(message, key.innerBlock.length);
  const hex = sha256Hex(input);
  const inner = new Uint8Array(32);
  for (let i = 0; i < 32; i++) inner[i] = (nibble(hex, i * 2) << 4) | nibble(hex, i * 2 + 1);
  return finishHmac(key, inner);
}

/** A SHA-256 to be fed with the pieces of a large object. */
export function createSha256(): RunningHash {
  const found = loadNative();
  if (found === null) return createPortableSha256();
  const hash = found.createHash('sha256');
  return {
    update(bytes) {
      hash.update(bytes);
    },
    digest: () => new Uint8Array(hash.digest()),
  };
}
