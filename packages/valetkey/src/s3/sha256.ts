/*
 * SHA-256 and HMAC-SHA-256 (FIPS 180-4, RFC 2104) in plain JavaScript, for two reasons: runtimes without `node:crypto`, and
 * speed. A native HMAC hashes the key and the constant start of the string to sign anew for every URL; here both are kept as
 * states of the compression function, which leaves three blocks per signature.
 */

const blockSize = 64;
const roundConstants = new Int32Array(64);
const initialState = new Int32Array(8);

// The constants are the fractions of the roots of the first primes: shorter to derive than to list.
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) {
    if (candidate % divisor === 0) isPrime = false;
  }
  if (!isPrime) continue;
  const fraction = (root: number) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  if (found < 8) initialState[found] = fraction(Math.sqrt(candidate));
  roundConstants[found++] = fraction(Math.cbrt(candidate));
}

const schedule = new Int32Array(64);

/** One block of `bytes` at `offset`: `into` becomes the state after `from`. They may be the same array. */
function compress(from: Int32Array, into: Int32Array, bytes: Uint8Array, offset: number): void {
  const w = schedule;
  for (let i = 0, at = offset; i < 16; i++, at += 4) {
    w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16]! + w[i - 7]! + s0 + s1) | 0;
  }
  let a = from[0]!;
  let b = from[1]!;
  let c = from[2]!;
  let d = from[3]!;
  let e = from[4]!;
  let f = from[5]!;
  let g = from[6]!;
  let h = from[7]!;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + roundConstants[i]! + w[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  into[0] = (from[0]! + a) | 0;
  into[1] = (from[1]! + b) | 0;
  into[2] = (from[2]! + c) | 0;
  into[3] = (from[3]! + d) | 0;
  into[4] = (from[4]! + e) | 0;
  into[5] = (from[5]! + f) | 0;
  into[6] = (from[6]! + g) | 0;
  into[7] = (from[7]! + h) | 0;
}

/** `length` bytes of `message` placed so that padding fits; `hashedBefore` bytes were compressed earlier. */
function padded(message: Uint8Array, hashedBefore: number): Uint8Array {
  const blocks = Math.ceil((message.length + 9) / blockSize);
  const out = new Uint8Array(blocks * blockSize);
  out.set(message);
  out[message.length] = 0x80;
  const bits = (hashedBefore + message.length) * 8;
  const view = new DataView(out.buffer);
  view.setUint32(out.length - 8, Math.floor(bits / 2 ** 32));
  view.setUint32(out.length - 4, bits >>> 0);
  return out;
}

function finish(state: Int32Array, tail: Uint8Array, hashedBefore: number): Int32Array {
  const out = new Int32Array(state);
  const bytes = padded(tail, hashedBefore);
  for (let at = 0; at < bytes.length; at += blockSize) compress(out, out, bytes, at);
  return out;
}

function toBytes(words: Int32Array): Uint8Array {
  const out = new Uint8Array(words.length * 4);
  const view = new DataView(out.buffer);
  words.forEach((word, i) => {
    view.setInt32(i * 4, word);
  });
  return out;
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function wordHex(word: number): string {
  return (
    hexPairs[word >>> 24]! +
    hexPairs[(word >>> 16) & 255]! +
    hexPairs[(word >>> 8) & 255]! +
    hexPairs[word & 255]!
  );
}

function toHex(words: Int32Array): string {
  let out = '';
  for (let i = 0; i < words.length; i++) out += wordHex(words[i]!);
  return out;
}

/** Lower-case hexadecimal SHA-256. */
export function sha256Hex(message: Uint8Array): string {
  return toHex(finish(initialState, message, 0));
}

/** A SHA-256 that is fed piece by piece. */
export type RunningHash = { update(bytes: Uint8Array): void; digest(): Uint8Array };

export function createPortableSha256(): RunningHash {
  const state = new Int32Array(initialState);
  const pending = new Uint8Array(blockSize);
  let pendingLength = 0;
  let hashed = 0;
  return {
    update(bytes) {
      let at = 0;
      if (pendingLength > 0) {
        at = Math.min(blockSize - pendingLength, bytes.length);
        pending.set(bytes.subarray(0, at), pendingLength);
        pendingLength += at;
        if (pendingLength < blockSize) return;
        compress(state, state, pending, 0);
        hashed += blockSize;
        pendingLength = 0;
      }
      for (; at + blockSize <= bytes.length; at += blockSize, hashed += blockSize) {
        compress(state, state, bytes, at);
      }
      pending.set(bytes.subarray(at));
      pendingLength = bytes.length - at;
    },
    digest: () => toBytes(finish(state, pending.subarray(0, pendingLength), hashed)),
  };
}

/** The two states that every HMAC of one key starts from, and the block that makes the first of them. */
export type HmacKey = {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
  readonly innerBlock: Uint8Array;
};

export function createHmacKey(key: Uint8Array): HmacKey {
  const block = new Uint8Array(blockSize);
  block.set(key.length > blockSize ? toBytes(finish(initialState, key, 0)) : key);
  const inner = new Int32Array(8);
  const outer = new Int32Array(8);
  const pad = block.map((byte) => byte ^ 0x36);
  compress(initialState, inner, pad, 0);
  for (let i = 0; i < blockSize; i++) block[i] = block[i]! ^ 0x5c;
  compress(initialState, outer, block, 0);
  return { inner, outer, innerBlock: pad };
}

export function hmacSha256(key: HmacKey, message: Uint8Array): Uint8Array {
  const inner = toBytes(finish(key.inner, message, blockSize));
  return toBytes(finish(key.outer, inner, blockSize));
}

/** The HMAC, in hexadecimal, whose inner hash (of the key's block and the message) was made by somebody faster. */
export function finishHmac(key: HmacKey, innerHash: Uint8Array): string {
  return toHex(finish(key.outer, innerHash, blockSize));
}

/** What is appended to the prefix: a SHA-256 in hexadecimal. */
const tailLength = 64;

/**
 * HMAC of `prefix + tail` for a prefix that stays the same and tails of exactly 64 ASCII characters, in hexadecimal.
 * The work of the prefix is done once. The function is not re-entrant, and has no need to be: it never waits.
 */
export function createPrefixedHmac(key: HmacKey, prefix: Uint8Array): (tail: string) => string {
  const whole = prefix.length - (prefix.length % blockSize);
  const start = new Int32Array(key.inner);
  for (let at = 0; at < whole; at += blockSize) compress(start, start, prefix, at);
  const rest = new Uint8Array(prefix.length - whole + tailLength);
  rest.set(prefix.subarray(whole));
  const blocks = padded(rest, blockSize + whole);
  const tailAt = prefix.length - whole;
  const lastBlock = blocks.length - blockSize;
  const outerBlock = padded(new Uint8Array(32), blockSize);
  const state = new Int32Array(8);

  return (tail) => {
    for (let i = 0; i < tailLength; i++) blocks[tailAt + i] = tail.charCodeAt(i);
    compress(start, state, blocks, 0);
    for (let at = blockSize; at <= lastBlock; at += blockSize) compress(state, state, blocks, at);
    for (let i = 0, at = 0; i < 8; i++, at += 4) {
      const word = state[i]!;
      outerBlock[at] = word >>> 24;
      outerBlock[at + 1] = word >>> 16;
      outerBlock[at + 2] = word >>> 8;
      outerBlock[at + 3] = word;
    }
    compress(key.outer, state, outerBlock, 0);
    return toHex(state);
  };
}
