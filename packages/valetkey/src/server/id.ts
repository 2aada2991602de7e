const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const idLength = 26;
const pattern = /^[a-z2-7]{26}$/;

/** A new id: 26 lower-case base32 characters of 130 random bits. Object keys are made of such ids and of nothing else. */
export function createId(random: (length: number) => Uint8Array): string {
  let id = '';
  for (const byte of random(idLength)) id += alphabet[byte & 31];
  return id;
}

/** Whether a text could be an id of ours. What is not is answered like an id that nobody knows. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && pattern.test(text);
}
