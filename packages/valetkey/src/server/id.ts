const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const idLength = 26;
const pattern = /^[a-z2-7]{26}$/;

/** A character for each byte, of which five bits count. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += alphabet[byte & 31];
  return text;
}

/** A new id: 26 lower-case base32 characters of 130 random bits. Object keys are made of such ids and of nothing else. */
export function createId(random: (length: number) => Uint8Array): string {
  return toBase32(random(idLength));
}

/** Whether a text could be an id of ours. What is not is answered like an id that nobody knows. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && pattern.test(text);
}
