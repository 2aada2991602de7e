/** Signatures at fixed places: offset, bytes as Latin-1 text, type. The first that fits wins. */
const signatures: readonly (readonly [offset: number, signature: string, type: string])[] = [
  [0, '%PDF-', 'application/pdf'],
  [0, '\x89PNG\r\n\x1a\n', 'image/png'],
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, 'GIF87a', 'image/gif'],
  [0, 'GIF89a', 'image/gif'],
  [8, 'WEBP', 'image/webp'],
  [8, 'WAVE', 'audio/wav'],
  [8, 'AVI ', 'video/vnd.avi'],
  [4, 'ftypavif', 'image/avif'],
  [4, 'ftypavis', 'image/avif'],
  [4, 'ftyphei', 'image/heic'],
  [4, 'ftyphev', 'image/heic-sequence'],
  [4, 'ftypmif1', 'image/heif'],
  [4, 'ftypmsf1', 'image/heif-sequence'],
  [4, 'ftypqt', 'video/quicktime'],
  [4, 'ftypM4A', 'audio/x-m4a'],
  [4, 'ftypM4B', 'audio/x-m4a'],
  [4, 'ftypM4V', 'video/x-m4v'],
  [4, 'ftyp3g', 'video/3gpp'],
  [4, 'ftyp', 'video/mp4'],
  [4, 'moov', 'video/quicktime'],
  [4, 'mdat', 'video/quicktime'],
  [0, 'PK\x03\x04', 'application/zip'],
  [0, 'PK\x05\x06', 'application/zip'],
  [0, '\x1f\x8b', 'application/gzip'],
  [257, 'ustar', 'application/x-tar'],
  [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'application/x-cfb'],
  [0, '{\\rtf', 'application/rtf'],
  [0, 'ID3', 'audio/mpeg'],
  [0, 'fLaC', 'audio/flac'],
  [28, 'OpusHead', 'audio/ogg; codecs=opus'],
  [28, '\x01vorbis', 'audio/ogg'],
  [28, '\x80theora', 'video/ogg'],
  [0, 'OggS', 'application/ogg'],
  [0, 'II*\0', 'image/tiff'],
  [0, 'MM\0*', 'image/tiff'],
  [0, '\0\0\x01\xba', 'video/MP2P'],
  [0, '\0\0\x01\xb3', 'video/mpeg'],
  [0, 'BM', 'image/bmp'],
  [0, '\xff\xf1', 'audio/aac'],
  [0, '\xff\xf9', 'audio/aac'],
];

/**
 * The media type that the first bytes of a file say it is, for the kinds that the default profile knows; `null` when they say
 * nothing. Applications that need more pass a full detector.
 */
export async function detectType(bytes: Uint8Array): Promise<string | null> {
  const found = signatures.find(([offset, signature]) => hasAt(bytes, offset, signature));
  if (found !== undefined) return found[2];
  if (hasAt(bytes, 0, '\x1a\x45\xdf\xa3')) {
    return latin1(bytes.subarray(0, 64)).includes('webm') ? 'video/webm' : 'video/matroska';
  }
  const [first = 0, second = 0] = bytes;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0 ? 'audio/mpeg' : null;
}

function hasAt(bytes: Uint8Array, offset: number, signature: string): boolean {
  return latin1(bytes.subarray(offset, offset + signature.length)) === signature;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
