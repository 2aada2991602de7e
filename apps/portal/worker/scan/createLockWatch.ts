/** Notices, while bytes pass by, that a file is locked with a password. */
export type LockWatch = { see: (bytes: Uint8Array) => void; isLocked: () => boolean };

const zip = Buffer.from('PK\x03\x04', 'latin1');
const ole = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** The stream in which Office keeps a document that has a password. */
const lockedOffice = Buffer.from('EncryptedPackage', 'utf16le');
/** The fixed head of a ZIP entry as far as it is looked at: signature, version, flags, method. */
const entryHead = 10;
/** The highest version of the format that an entry may ask for, and the methods there are. */
const maxZipVersion = 63;
const zipMethods = new Set([0, 1, 6, 8, 9, 12, 14, 93, 95, 97, 98, 99]);

function hasLockedEntry(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(zip); at >= 0; at = bytes.indexOf(zip, at + 1)) {
    if (at + entryHead > bytes.length) return false;
    const isEntry = bytes[at + 4]! <= maxZipVersion && zipMethods.has(bytes.readUInt16LE(at + 8));
    const isLocked = (bytes.readUInt16LE(at + 6) & 1) === 1;
    if (isEntry && isLocked) return true;
  }
  return false;
}

/**
 * ZIP archives with a locked entry and Office documents with a password, by the bytes of the file itself: clamd as Debian sets it up
 * calls both clean, though it cannot look inside. Other kinds, and what is packed inside others, clamd tells with `AlertEncrypted`.
 */
export function createLockWatch(): LockWatch {
  const keep = lockedOffice.length - 1;
  let kind: 'zip' | 'ole' | 'other' | null = null;
  let tail = Buffer.alloc(0);
  let isLocked = false;
  return {
    isLocked: () => isLocked,
    see(bytes) {
      if (isLocked || kind === 'other') return;
      const seen = Buffer.concat([tail, bytes]);
      if (kind === null && seen.length >= ole.length)
        kind = seen.subarray(0, zip.length).equals(zip)
          ? 'zip'
          : seen.subarray(0, ole.length).equals(ole)
            ? 'ole'
            : 'other';
      if (kind === 'zip') isLocked = hasLockedEntry(seen);
      if (kind === 'ole') isLocked = seen.includes(lockedOffice);
      tail = Buffer.from(seen.subarray(Math.max(0, seen.length - keep)));
    },
  };
}
