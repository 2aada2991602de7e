const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;
const roundConstants = fractions(64, 3);
const initialState = fractions(8, 2);

export type Sha256 = {
  update(bytes: Uint8Array): void;
  /** The 32 bytes of the sum; nothing may be added after it. */
  digest(): Uint8Array;
};

/**
 * SHA-256 (FIPS 180-4) of bytes as they come. Web Crypto takes only what is in memory as a whole, and there is none on plain
 * http.
 */
export function createSha256(): Sha256 {
  const state = Int32Array.from(initialState);
  const words = new Int32Array(64);
  const rest = new Uint8Array(BLOCK_BYTES);
  let restBytes = 0;
  let totalBytes = 0;

  function takeBlock(bytes: Uint8Array, start: number): void {
    for (let index = 0, at = start; index < 16; index++, at += 4) {
      words[index] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    }
    for (let index = 16; index < 64; index++) {
      const early = words[index - 15]!;
      const late = words[index - 2]!;
      const s0 = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
      const s1 = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
      words[index] = (words[index - 16]! + s0 + words[index - 7]! + s1) | 0;
    }
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    let f = state[5]!;
    let g = state[6]!;
    let h = state[7]!;
    for (let index = 0; index < 64; index++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const choice = (e & f) ^ (~e & g);
      const first = (h + s1 + choice + roundConstants[index]! + words[index]!) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const majority = (a & b) ^ (a & c) ^ (b & c);
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + s0 + majority) | 0;
    }
    state[0] = state[0]! + a;
    state[1] = state[1]! + b;
    state[2] = state[2]! + c;
    state[3] = state[3]! + d;
    state[4] = state[4]! + e;
    state[5] = state[5]! + f;
    state[6] = state[6]! + g;
    state[7] = state[7]! + h;
  }

  function update(bytes: Uint8Array): void {
    totalBytes += bytes.length;
    let at = 0;
    if (restBytes > 0) {
      at = Math.min(BLOCK_BYTES - restBytes, bytes.length);
      rest.set(bytes.subarray(0, at), restBytes);
      restBytes += at;
      if (restBytes < BLOCK_BYTES) return;
      takeBlock(rest, 0);
      restBytes = 0;
    }
    for (; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES) takeBlock(bytes, at);
    rest.set(bytes.subarray(at));
    restBytes = bytes.length - at;
  }

  return {
    update,
    digest() {
      const bits = totalBytes * 8;
      const padBytes = BLOCK_BYTES - ((totalBytes + LENGTH_BYTES) % BLOCK_BYTES);
      const end = new Uint8Array(padBytes + LENGTH_BYTES);
      end[0] = 0x80;
      const view = new DataView(end.buffer);
      view.setUint32(padBytes, Math.floor(bits / 2 ** 32));
      view.setUint32(padBytes + 4, bits % 2 ** 32);
      update(end);
      const sum = new DataView(new ArrayBuffer(32));
      for (let index = 0; index < 8; index++) sum.setInt32(index * 4, state[index]!);
      return new Uint8Array(sum.buffer);
    },
  };
}

/** First 32 bits of the fractional parts of the square or cube roots of the first primes: where SHA-256 has its constants from. */
function fractions(count: number, root: 2 | 3): Int32Array {
  const found = new Int32Array(count);
  for (let candidate = 2, index = 0; index < count; candidate++) {
    if (!isPrime(candidate)) continue;
    const value = candidate ** (1 / root);
    found[index++] = Math.floor((value - Math.floor(value)) * 2 ** 32);
  }
  return found;
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++)
    if (candidate % divisor === 0) return false;
  return true;
}
