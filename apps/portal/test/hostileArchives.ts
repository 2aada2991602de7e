import { crc32, deflateRawSync } from 'node:zlib';

type Bytes = Buffer<ArrayBuffer>;

/** An entry of a ZIP archive whose headers say what a test wants them to say. */
export type ZipEntry = {
  name: string;
  bytes?: Uint8Array;
  /** What the header says it unpacks to. @default what it does */
  saidSize?: number;
  /** Unix mode, in the header's upper half. */
  mode?: number;
  isEncrypted?: boolean;
  /** Where the header says its bytes are. @default where they are */
  saidOffset?: number;
};

type ZipOptions = {
  /** With the records of ZIP64, and sizes and offsets in extra fields. @default false */
  is64?: boolean;
  /** Entries that the end says there are. @default as many as there are */
  saidEntries?: number;
  /** Before the archive, as a program that unpacks it. */
  prefix?: Uint8Array;
  comment?: string;
};

/** A ZIP archive, as its central directory has it. */
export function zipOf(entries: readonly ZipEntry[], options: ZipOptions = {}): Bytes {
  const { is64 = false, saidEntries = entries.length, prefix = Buffer.alloc(0), comment = '' } = options;
  const bodies: Buffer[] = [];
  const headers: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes = Buffer.alloc(0), saidSize, mode, isEncrypted = false, saidOffset } of entries) {
    const packed = deflateRawSync(bytes);
    const size = saidSize ?? bytes.byteLength;
    const at = saidOffset ?? offset;
    const wide = is64 || size > 0xffffffff;
    const extra = Buffer.alloc(wide ? 28 : 0);
    if (wide) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(size), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
      extra.writeBigUInt64LE(BigInt(at), 20);
    }
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(wide ? 45 : 20, 0);
    shared.writeUInt16LE((isEncrypted ? 1 : 0) | 0x800, 2);
    shared.writeUInt16LE(8, 4);
    // 14:30:10 on 2024-03-05.
    shared.writeUInt16LE((14 << 11) | (30 << 5) | 5, 6);
    shared.writeUInt16LE((44 << 9) | (3 << 5) | 5, 8);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(wide ? 0xffffffff : packed.length, 14);
    shared.writeUInt32LE(wide ? 0xffffffff : size, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, Buffer.from(name), packed]);
    shared.writeUInt16LE(extra.length, 24);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((mode ?? 0) * 0x10000) >>> 0, 6);
    rest.writeUInt32LE(wide ? 0xffffffff : at, 10);
    const madeBy = Buffer.from([20, mode === undefined ? 0 : 3]);
    headers.push(Buffer.from('PK\x01\x02', 'latin1'), madeBy, shared, rest, Buffer.from(name), extra);
    bodies.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(headers);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(is64 ? 0xffff : saidEntries, 8);
  end.writeUInt16LE(is64 ? 0xffff : saidEntries, 10);
  end.writeUInt32LE(is64 ? 0xffffffff : directory.length, 12);
  end.writeUInt32LE(is64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  const end64 = Buffer.alloc(is64 ? 76 : 0);
  if (is64) {
    end64.write('PK\x06\x06', 'latin1');
    end64.writeBigUInt64LE(44n, 4);
    end64.writeBigUInt64LE(BigInt(saidEntries), 24);
    end64.writeBigUInt64LE(BigInt(saidEntries), 32);
    end64.writeBigUInt64LE(BigInt(directory.length), 40);
    end64.writeBigUInt64LE(BigInt(offset), 48);
    end64.write('PK\x06\x07', 56, 'latin1');
    end64.writeBigUInt64LE(BigInt(offset + directory.length), 64);
    end64.writeUInt32LE(1, 72);
  }
  return Buffer.concat([prefix, ...bodies, directory, end64, end, Buffer.from(comment)]);
}

/** A ZIP archive of so many empty entries, made without a buffer for each. */
export function zipOfMany(count: number): Bytes {
  const header = zipOf([{ name: '0000000' }]).subarray(37 + 2, 37 + 2 + 53);
  const directory = Buffer.alloc(header.length * count);
  for (let index = 0; index < count; index += 1) {
    header.copy(directory, index * header.length);
    directory.write(String(index).padStart(7, '0'), index * header.length + 46, 'latin1');
  }
  const end = zipOf([], { is64: true, saidEntries: count });
  end.writeBigUInt64LE(BigInt(directory.length), 40);
  end.writeBigUInt64LE(BigInt(directory.length), 64);
  return Buffer.concat([directory, end]);
}

/** Entries that all have the same bytes: what is small unpacks to as much as there are entries. */
export function zipOfOverlaps(count: number): Bytes {
  const bytes = Buffer.alloc(1024 ** 2);
  return zipOf([
    { name: 'kernel', bytes },
    ...Array.from({ length: count - 1 }, (_, index) => ({
      name: `again-${index}`,
      bytes: Buffer.alloc(0),
      saidSize: bytes.length,
      saidOffset: 0,
    })),
  ]);
}

export type TarEntry = {
  name: string;
  bytes?: Uint8Array;
  /** As TAR has it: `0` a file, `1` and `2` links, `3` a device, `5` a folder, `x`, `L` and `K` words about the next. @default '0' */
  type?: string;
  linkTarget?: string;
  /** @default what it is */
  saidSize?: number;
};

export function tarOf(entries: readonly TarEntry[], { isEnded = true } = {}): Bytes {
  const blocks: Buffer[] = [];
  for (const { name, bytes = Buffer.alloc(0), type = '0', linkTarget = '', saidSize } of entries) {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${(saidSize ?? bytes.byteLength).toString(8).padStart(11, '0')}\0`, 124);
    header.write('14571624162\0', 136);
    header.write(' '.repeat(8), 148);
    header.write(type, 156);
    header.write(linkTarget, 157, 100);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.byteLength % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(isEnded ? 1_024 : 0)]);
}

/** A record that POSIX has for what the header has no room for. */
export function paxOf(words: Readonly<Record<string, string>>): Bytes {
  const records = Object.entries(words).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    const length = rest + String(rest + String(rest).length).length;
    return `${length} ${key}=${value}\n`;
  });
  return Buffer.from(records.join(''));
}
