import { crc32 as zlibCrc32 } from 'node:zlib';

/** A running CRC; `digest` gives the bytes that S3 sends in base64. */
export type Crc = { update(data: Uint8Array): void; digest(): Buffer };

const crc32cTable = makeTables32(0x82f63b78);
const crc64Tables = makeTables64(0x9a6c9329, 0xac4bc9b5);

/** Eight tables (slicing-by-8) of a reflected 32-bit polynomial. */
function makeTables32(polynomial: number): Int32Array[] {
  const tables = Array.from({ length: 8 }, () => new Int32Array(256));
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ polynomial : c >>> 1;
    tables[0]![n] = c;
  }
  for (let n = 0; n < 256; n++) {
    for (let t = 1; t < 8; t++) {
      const before = tables[t - 1]![n]!;
      tables[t]![n] = (before >>> 8) ^ tables[0]![before & 0xff]!;
    }
  }
  return tables;
}

/** The same for a 64-bit polynomial, held as high and low halves. */
function makeTables64(
  polynomialHigh: number,
  polynomialLow: number,
): { high: Int32Array; low: Int32Array }[] {
  const tables = Array.from({ length: 8 }, () => ({ high: new Int32Array(256), low: new Int32Array(256) }));
  for (let n = 0; n < 256; n++) {
    let high = 0;
    let low = n;
    for (let k = 0; k < 8; k++) {
      const odd = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (odd) {
        low ^= polynomialLow;
        high ^= polynomialHigh;
      }
    }
    tables[0]!.high[n] = high;
    tables[0]!.low[n] = low;
  }
  for (let n = 0; n < 256; n++) {
    for (let t = 1; t < 8; t++) {
      const low = tables[t - 1]!.low[n]!;
      const high = tables[t - 1]!.high[n]!;
      const index = low & 0xff;
      tables[t]!.low[n] = ((low >>> 8) | (high << 24)) ^ tables[0]!.low[index]!;
      tables[t]!.high[n] = (high >>> 8) ^ tables[0]!.high[index]!;
    }
  }
  return tables;
}

export function createCrc32(): Crc {
  let value = 0;
  return {
    update: (data) => {
      value = zlibCrc32(data, value);
    },
    digest: () => bigEndian32(value),
  };
}

export function createCrc32c(): Crc {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = crc32cTable as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let c = -1;
  return {
    update: (data) => {
      let i = 0;
      for (const end = data.length - 7; i < end; i += 8) {
        c ^= data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
        c =
          t7[c & 0xff]! ^
          t6[(c >>> 8) & 0xff]! ^
          t5[(c >>> 16) & 0xff]! ^
          t4[c >>> 24]! ^
          t3[data[i + 4]!]! ^
          t2[data[i + 5]!]! ^
          t1[data[i + 6]!]! ^
          t0[data[i + 7]!]!;
      }
      for (; i < data.length; i++) c = t0[(c ^ data[i]!) & 0xff]! ^ (c >>> 8);
    },
    digest: () => bigEndian32(~c >>> 0),
  };
}

/** Plain JavaScript: costs about as much as the rest of a PUT, so it runs only when a request asks for it. */
export function createCrc64nvme(): Crc {
  let high = -1;
  let low = -1;
  return {
    update: (data) => {
      let i = 0;
      for (const end = data.length - 7; i < end; i += 8) {
        const a = low ^ (data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24));
        const b = high ^ (data[i + 4]! | (data[i + 5]! << 8) | (data[i + 6]! << 16) | (data[i + 7]! << 24));
        let nextHigh = 0;
        let nextLow = 0;
        for (let k = 0; k < 4; k++) {
          const first = crc64Tables[7 - k]!;
          const second = crc64Tables[3 - k]!;
          const x = (a >>> (8 * k)) & 0xff;
          const y = (b >>> (8 * k)) & 0xff;
          nextHigh ^= first.high[x]! ^ second.high[y]!;
          nextLow ^= first.low[x]! ^ second.low[y]!;
        }
        high = nextHigh;
        low = nextLow;
      }
      const table = crc64Tables[0]!;
      for (; i < data.length; i++) {
        const index = (low ^ data[i]!) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ table.low[index]!;
        high = (high >>> 8) ^ table.high[index]!;
      }
    },
    digest: () => Buffer.concat([bigEndian32(~high >>> 0), bigEndian32(~low >>> 0)]),
  };
}

function bigEndian32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

const polynomials = {
  crc32: { width: 32, polynomial: 0xedb88320n },
  crc32c: { width: 32, polynomial: 0x82f63b78n },
  crc64nvme: { width: 64, polynomial: 0x9a6c9329ac4bc9b5n },
} as const;

/** A linear map over GF(2): row n is where bit n goes. */
type Matrix = bigint[];

const apply = (matrix: Matrix, vector: bigint): bigint => {
  let sum = 0n;
  for (let n = 0, rest = vector; rest !== 0n; n++, rest >>= 1n) if (rest & 1n) sum ^= matrix[n]!;
  return sum;
};
const square = (matrix: Matrix): Matrix => matrix.map((row) => apply(matrix, row));
const multiply = (left: Matrix, right: Matrix): Matrix => right.map((row) => apply(left, row));

/** Parts mostly have one size, so the map "append that many zero bytes" is made once per size. */
const zeroMaps = new Map<string, Matrix>();

function zeroMap(algorithm: keyof typeof polynomials, length: number): Matrix {
  const name = `${algorithm}:${length}`;
  const cached = zeroMaps.get(name);
  if (cached) return cached;
  const { width, polynomial } = polynomials[algorithm];
  let power: Matrix = [polynomial, ...Array.from({ length: width - 1 }, (_, n) => 1n << BigInt(n))];
  for (let n = 0; n < 3; n++) power = square(power); // one zero bit -> one zero byte
  let map: Matrix = Array.from({ length: width }, (_, n) => 1n << BigInt(n));
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) map = multiply(power, map);
    power = square(power);
  }
  if (zeroMaps.size > 64) zeroMaps.clear();
  zeroMaps.set(name, map);
  return map;
}

/** The CRC of two joined byte sequences from their CRCs and the length of the second, without reading them. */
export function combineCrc(
  algorithm: keyof typeof polynomials,
  first: Buffer,
  second: Buffer,
  secondLength: number,
): Buffer {
  const toBigInt = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
  const joined = apply(zeroMap(algorithm, secondLength), toBigInt(first)) ^ toBigInt(second);
  return Buffer.from(joined.toString(16).padStart(polynomials[algorithm].width / 4, '0'), 'hex');
}
