import type { Reviewer } from '@/entities/review';

/** Somebody who was chosen, and how they are written in the field. */
export type ChosenMention = { id: string; label: string };

/** An `@` before the caret with what follows it: where it begins, and what is looked for. */
export type MentionQuery = { start: number; q: string };

const query = /(?:^|[\s(])@([^\n@]{0,60})$/u;
const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** What somebody looks for while they type, or `null` while they write about something else. */
export function findMentionQuery(text: string, caret: number): MentionQuery | null {
  const before = text.slice(0, caret);
  const q = query.exec(before)?.[1];
  return q === undefined ? null : { start: caret - q.length - 1, q };
}

/** Those of the people whose name or address has what is looked for, at most eight. */
export function matchPeople(people: readonly Reviewer[], q: string): Reviewer[] {
  const wanted = q.trim().toLowerCase();
  const isMatch = ({ name, email }: Reviewer) =>
    name.toLowerCase().includes(wanted) || email.toLowerCase().includes(wanted);
  return people.filter(isMatch).slice(0, 8);
}

/** How they are written: by name, and with the address where another one of that name was chosen before. */
export function labelOf({ id, name, email }: Reviewer, chosen: readonly ChosenMention[]): string {
  return chosen.some((one) => one.label === name && one.id !== id) ? `${name} (${email})` : name;
}

/** The text with the person in place of what was looked for, and where the caret goes. */
export function insertMention(
  text: string,
  { start, q }: MentionQuery,
  label: string,
): { text: string; caret: number } {
  const before = `${text.slice(0, start)}@${label} `;
  const after = text.slice(start + 1 + q.length).replace(/^ /, '');
  return { text: before + after, caret: before.length };
}

/** The text as it is sent: people by id, where their name still stands as it was put. */
export function toStoredText(text: string, chosen: readonly ChosenMention[]): string {
  if (chosen.length === 0) return text;
  // The longest first, so that a name that begins like another is not taken for it.
  const labels = chosen.map(({ label }) => label).sort((a, b) => b.length - a.length);
  const written = new RegExp(`(^|[\\s(])@(${labels.map(escapePattern).join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return text.replace(written, (whole, before: string, label: string) => {
    const person = chosen.find((one) => one.label === label);
    return person === undefined ? whole : `${before}<@${person.id}>`;
  });
}
