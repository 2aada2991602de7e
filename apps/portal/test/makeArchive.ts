import { crc32, deflateRawSync } from 'node:zlib';

type Bytes = Buffer<ArrayBuffer>;

export type ArchiveEntry = { name: string; bytes: Uint8Array };

/** What every scanner knows as the test virus. Put together here: whole, it would make scanners quarantine this repository. */
export function eicar(): Bytes {
  const parts = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!', '$H+H*'];
  return Buffer.from(parts.join(''), 'latin1');
}

type ZipOptions = {
  /** Marks the entries as encrypted, which their bytes then are taken for. @default false */
  isLocked?: boolean;
  /** How hard they are packed; 0 leaves their bytes as they are. @default zlib's */
  level?: number;
};

export function makeZip(
  entries: readonly ArchiveEntry[],
  { isLocked = false, level = -1 }: ZipOptions = {},
): Bytes {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    // A locked entry begins with twelve bytes of its own.
    const packed = Buffer.concat([Buffer.alloc(isLocked ? 12 : 0, 0x5a), deflateRawSync(bytes, { level })]);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(isLocked ? 1 : 0, 2);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(bytes.byteLength, 18);
    facts.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    files.push(Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name), packed);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, place, Buffer.from(name));
    offset += 4 + facts.length + Buffer.byteLength(name) + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, list, end]);
}

/** Archives in archives, `depth` of them, around one file. */
export function makeNestedZip(entry: ArchiveEntry, depth: number): Bytes {
  let inner = entry;
  for (let level = 0; level < depth; level += 1)
    inner = { name: `level${level}.zip`, bytes: makeZip([inner]) };
  return Buffer.from(inner.bytes);
}

export function makeTar(entries: readonly ArchiveEntry[]): Bytes {
  const blocks = entries.flatMap(({ name, bytes }) => {
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write('0000644\0', 100);
    head.write('0000000\0', 108);
    head.write('0000000\0', 116);
    head.write(`${bytes.byteLength.toString(8).padStart(11, '0')}\0`, 124);
    head.write('00000000000\0', 136);
    head.write('        0', 148);
    head.write('ustar\x0000', 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [head, Buffer.from(bytes), Buffer.alloc((512 - (bytes.byteLength % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/**
 * A Word document with a line of text and, where they are given, the bytes of an object that is embedded in it, and what its text is
 * declared to be.
 */
export function makeDocx(
  text: string,
  embedded?: Uint8Array,
  { doctype = '', ...options }: ZipOptions & { doctype?: string } = {},
): Bytes {
  const xml = (body: string) => Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}`);
  const package_ = 'http://schemas.openxmlformats.org/package/2006';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const entries: ArchiveEntry[] = [
    {
      name: '[Content_Types].xml',
      bytes: xml(
        `<Types xmlns="${package_}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/><Override PartName="/word/document.xml" ContentType="${word}"/></Types>`,
      ),
    },
    {
      name: '_rels/.rels',
      bytes: xml(
        `<Relationships xmlns="${package_}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
      ),
    },
    {
      name: 'word/document.xml',
      bytes: xml(
        `${doctype}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
      ),
    },
    ...(embedded === undefined ? [] : [{ name: 'word/embeddings/object1.bin', bytes: embedded }]),
  ];
  return makeZip(entries, options);
}
