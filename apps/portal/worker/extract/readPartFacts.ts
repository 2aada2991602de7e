import { maxFactLength } from './officeReport';
import { readXml } from './readXml';
import { showText } from './showText';

/** The text within each of these elements, by their names: the first of each. */
export function readPartFacts(xml: string | null, names: readonly string[]): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  let current: string | null = null;
  if (xml === null) return facts;
  readXml(xml, {
    open: (name) => {
      current = names.includes(name) && !facts.has(name) ? name : null;
    },
    text: (text) => {
      if (current !== null) facts.set(current, (facts.get(current) ?? '') + text.slice(0, 1_000));
    },
    close: () => {
      current = null;
    },
  });
  return facts;
}

/** A fact as it may be stored and shown; `null` for an empty one. */
export const factOf = (text: string | undefined) => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : showText(trimmed, maxFactLength);
};

/** Milliseconds since 1970; `null` for what no document is of. */
export function momentOf(text: string | undefined): number | null {
  const time = Date.parse(text?.trim() ?? '');
  const year = new Date(time).getUTCFullYear();
  return year >= 1900 && year < 10_000 ? time : null;
}
