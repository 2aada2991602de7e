import { z } from 'zod';
import { hasHidden } from './showHidden';

/** What is kept for search; a long book. */
export const maxTextLength = 500_000;

export const textTask = z.strictObject({ file: z.string(), isWhole: z.boolean() });

export type TextTask = z.output<typeof textTask>;

const count = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

export const textReport = z.union([
  z.strictObject({
    text: z.strictObject({
      encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
      hasByteOrderMark: z.boolean(),
      lineEnding: z.enum(['lf', 'crlf', 'cr', 'mixed']).nullable(),
      lineCount: count,
      wordCount: count,
      characterCount: count,
      longestLine: count,
      hiddenCount: count,
      turningCount: count,
      isCounted: z.boolean(),
      text: z
        .string()
        .max(maxTextLength)
        .refine((text) => !hasHidden(text)),
      isComplete: z.boolean(),
    }),
  }),
  z.strictObject({ problem: z.enum(['unreadable']) }),
]);

export type TextReport = z.output<typeof textReport>;
export type TextFacts = Extract<TextReport, { text: unknown }>['text'];
