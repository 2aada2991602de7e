/** Control characters, line breaks of Unicode, marks that turn the direction of text, invisible ones, and halves of characters. */
export const oddCharacters = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

const lineEnds = /\r\n|\r|\n/g;

/** Text of a stranger as it may be stored and shown, on one line: nothing hidden in it, and no longer than `maxLength` characters. */
export function showText(text: string, maxLength: number): string {
  // One character for two at most, so what is beyond is not needed to know that there is more.
  const clean = text
    .slice(0, (maxLength + 1) * 2)
    .replaceAll(lineEnds, '↵')
    .replaceAll(oddCharacters, '\ufffd');
  return clean.length > maxLength
    ? `${clean.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`
    : clean;
}
