import { crc32 } from 'node:zlib';
import { type ClamdAddress, connectToClamd } from './connectToClamd';
import { readScanAnswer } from './readScanAnswer';

/** What a clamd calls clean without having looked inside: what is locked, what is beyond its limits. */
export type ScannerGap = 'locked' | 'limits';

const patience = { connectMs: 2_000, idleMs: 10_000 };
/** Deeper than anybody lets clamd unpack; its own limit is 17, Debian's 16. */
const depth = 64;

/** A ZIP archive of one entry that is not packed; locked, its bytes stand for encrypted ones. */
function zipOf(name: string, bytes: Buffer, { isLocked = false } = {}): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(isLocked ? 1 : 0, 2);
  facts.writeUInt32LE(crc32(bytes), 10);
  facts.writeUInt32LE(bytes.length, 14);
  facts.writeUInt32LE(isLocked ? bytes.length - 12 : bytes.length, 18);
  facts.writeUInt16LE(name.length, 22);
  const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name), bytes]);
  const entry = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    facts,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(file.length, 16);
  return Buffer.concat([file, entry, end]);
}

function deepArchive(): Buffer {
  let archive = zipOf('note.txt', Buffer.from('Nothing harmful.\n'));
  for (let level = 1; level < depth; level += 1) archive = zipOf(`${level}.zip`, archive);
  return archive;
}

async function isCalledClean(address: ClamdAddress, bytes: Buffer): Promise<boolean> {
  const conversation = await connectToClamd(address, patience);
  try {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    await conversation.send(Buffer.from('zINSTREAM\0', 'latin1'), length, bytes, Buffer.alloc(4));
    return readScanAnswer(await conversation.answer()).outcome === 'clean';
  } finally {
    conversation.end();
  }
}

/**
 * Shows clamd a locked archive and a very deep one: as it comes it calls both clean, and is to be told to report them
 * (`AlertEncrypted`, `AlertExceedsMax`).
 *
 * @throws {ClamdError} when it cannot be asked
 */
export async function findScannerGaps(address: ClamdAddress): Promise<ScannerGap[]> {
  const locked = zipOf('note.txt', Buffer.alloc(64, 0x5a), { isLocked: true });
  const gaps: ScannerGap[] = [];
  if (await isCalledClean(address, locked)) gaps.push('locked');
  if (await isCalledClean(address, deepArchive())) gaps.push('limits');
  return gaps;
}
