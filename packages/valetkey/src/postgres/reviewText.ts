import { ValetKeyError } from '../protocol/index.ts';

/** Longest texts of a review, in characters. */
export const reviewTextLimits = { reason: 500, message: 2_000, note: 2_000, comment: 5_000 } as const;

/** What no reader of a text should meet: control characters other than tab and line ends, halves of surrogate pairs. */
const unreadable = /[^\P{Cc}\t\n\r]|\p{Cs}/u;

/** Text as somebody typed it, without blanks around it; `null` when nothing was typed. */
export function readReviewText(
  text: string | null | undefined,
  name: keyof typeof reviewTextLimits,
): string | null {
  const value = (text ?? '').trim();
  const maxLength = reviewTextLimits[name];
  if (value.length > maxLength || unreadable.test(value))
    throw new ValetKeyError('INVALID_BODY', `${name} must be text of at most ${maxLength} characters.`);
  return value === '' ? null : value;
}

/** The same, where something must be typed. */
export function demandReviewText(
  text: string | null | undefined,
  name: keyof typeof reviewTextLimits,
): string {
  const value = readReviewText(text, name);
  if (value === null) throw new ValetKeyError('INVALID_BODY', `Say something: ${name} must not be empty.`);
  return value;
}
