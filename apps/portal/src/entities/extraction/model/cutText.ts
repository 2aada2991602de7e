import type { ExtractedText } from 'valetkey/server';

/** A page holds no more of a text, and nobody reads more of it there. */
const maxLines = 5_000;
const maxCharacters = 256 * 1024;

/** How a text begins, as much as a page shows: whole lines where it has any that are short enough. */
export function cutText(extracted: ExtractedText): ExtractedText {
  const { text } = extracted;
  const isShort = text.length <= maxCharacters;
  const fitting = isShort ? text : text.slice(0, maxCharacters);
  const lines = fitting.split('\n');
  // The last of them is cut off, unless it is all that there is.
  const whole = isShort || lines.length === 1 ? lines : lines.slice(0, -1);
  const shown = whole
    .slice(0, maxLines)
    .join('\n')
    .replace(/[\ud800-\udbff]$/, '');
  return { ...extracted, text: shown, isComplete: extracted.isComplete && shown.length === text.length };
}
