import { type Placeholder, placeholders } from './MessageTemplate';

/** What stands in for the placeholders here; one without a value cannot be filled in. */
export type TemplateValues = Partial<Readonly<Record<Placeholder, string>>>;

/** A word between braces. Anything else with a brace in it is text. */
const braced = /\{([a-z]+)\}/gi;
/** Longer than any file name, in characters. */
const maxValueLength = 200;
/** Invisible, or it changes the order of what stands around it. */
const unreadable =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]+/gu;
/** Letters that are read from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** First strong isolate and its end: what is between them reorders nothing around it, in any plain text. */
const isolate = (text: string) => `\u2068${text}\u2069`;

function isPlaceholder(word: string): word is Placeholder {
  return placeholders.some((known) => known === word);
}

/** The words between braces that no placeholder has. */
export function unknownPlaceholders(body: string): string[] {
  const words = Array.from(body.matchAll(braced), ([, word]) => word ?? '');
  return [...new Set(words.filter((word) => !isPlaceholder(word)))];
}

/** One line of plain text, whatever a stranger named their file. */
function toLine(value: string): string {
  const line = value.replace(unreadable, ' ').replace(/\s+/gu, ' ').trim();
  const short = Array.from(line).slice(0, maxValueLength).join('');
  return rightToLeft.test(short) ? isolate(short) : short;
}

/**
 * The text with everything filled in, or what there is no value for here. It is gone through once: what a value says is text, also when it
 * looks like a placeholder. Nothing is escaped, because nothing reads the result as anything but text.
 */
export function fillTemplate(
  body: string,
  values: TemplateValues,
): { text: string; missing: readonly Placeholder[] } {
  const missing = new Set<Placeholder>();
  const text = body.replace(braced, (whole, word: string) => {
    if (!isPlaceholder(word)) return whole;
    const value = toLine(Object.hasOwn(values, word) ? (values[word] ?? '') : '');
    if (value !== '') return value;
    missing.add(word);
    return whole;
  });
  return { text, missing: [...missing] };
}
