const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const alphabetCodes = Array.from(alphabet, (character) => character.charCodeAt(0));
const idLength = 26;
const codes = new Array<number>(idLength).fill(0);
const pattern = /^[a-z2-7]{26}$/;

/** A new id: 26 lower-case base32 characters of 130 random bits. Object keys are made of such ids and of nothing else. */
export function createId(random: (length: number) => Uint8Array): string {
  const bytes = random(idLength);
  for (let i = 0; i < idLength; i++) codes[i] = alphabetCodes[bytes[i]! & 31]!;
  return String.fromCharCode(...codes);
}

/** Whether a text could be an id of ours. What is not is answered like an id that nobody knows. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && pattern.test(text);
}
