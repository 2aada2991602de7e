/**
 * Characters of a text that are not seen: control characters but for tabs and line ends, soft hyphens, invisible ones, the line ends that only
 * Unicode knows, marks that turn the direction of text, tags, and halves of characters.
 */
const hidden =
  /(?![\t\n\r])[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
/** Of them those that turn the direction, so that a text reads otherwise than it is. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** Letters and pictures that are written in several scripts with what joins or parts them. */
const joiner = /[\u200c\u200d]/;

/** Letters of scripts that have joiners, and emoji, are beyond what programs are written in. */
const isJoined = (character: string, before: string) =>
  joiner.test(character) && !joiner.test(before) && before > '\u00ff';

export type ShownText = { text: string; hiddenCount: number; turningCount: number };

/** The picture that Unicode has of a control character of old; of everything else the sign for what cannot be shown. */
function signOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

/** Puts a sign in the place of each character that is not seen. `before` is the one before the first, where there is one. */
export function showHidden(text: string, before = ''): ShownText {
  let hiddenCount = 0;
  let turningCount = 0;
  const shown = text.replaceAll(hidden, (character, at: number) => {
    if (isJoined(character, at > 0 ? text.charAt(at - 1) : before)) return character;
    hiddenCount += 1;
    if (turning.test(character)) turningCount += 1;
    return signOf(character);
  });
  return { text: shown, hiddenCount, turningCount };
}

/** Whether something in it would be shown by a sign. */
export const hasHidden = (text: string): boolean => showHidden(text).hiddenCount > 0;
