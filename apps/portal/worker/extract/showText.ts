/** Control characters, line breaks of Unicode, marks that turn the direction of text, invisible ones, and halves of characters. */
export const oddCharacters = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Text of a stranger as it may be stored and shown: nothing hidden in it, and no longer than `maxLength` characters. */
export function showText(text: string, maxLength: number): string {
  // A character for a character, so what is beyond is not needed to know that there is more.
  const clean = text.slice(0, maxLength + 1).replaceAll(oddCharacters, '\ufffd');
  return clean.length > maxLength
    ? `${clean.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`
    : clean;
}
