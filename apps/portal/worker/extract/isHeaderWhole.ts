/**
 * Whether the beginning of a JPEG has everything that it says about itself: its picture begins within it, and behind that nothing is said
 * any more. `false` for what is no JPEG.
 */
export function isHeaderWhole(head: Buffer): boolean {
  if (head.length < 4 || head.readUInt16BE(0) !== 0xffd8) return false;
  let at = 2;
  while (at + 4 <= head.length && head[at] === 0xff) {
    const marker = head[at + 1];
    // The start of the picture.
    if (marker === 0xda) return true;
    // A length counts itself.
    at += 2 + Math.max(head.readUInt16BE(at + 2), 2);
  }
  return false;
}
