import { extractionTexts } from '@/shared/texts';

const { marks, warnings, notes } = extractionTexts.archive;

const pick = <Words extends Readonly<Record<string, string>>>(words: Words, names: readonly string[]) =>
  names.flatMap((name) => (Object.hasOwn(words, name) ? [words[name] as string] : []));

/** What is to be minded of an archive, in sentences. */
export const describeWarnings = (names: readonly string[]): string[] => pick(warnings, names);

/** What is to be known of an archive and harms nobody. */
export const describeNotes = (names: readonly string[]): string[] => pick(notes, names);

/** What is remarkable about one entry, in a word or two each. */
export const describeMarks = (names: readonly string[]): string[] => pick(marks, names);

/** Whether a remark is a reason for care. */
export const isReasonForCare = (name: string): boolean => Object.hasOwn(warnings, name);
