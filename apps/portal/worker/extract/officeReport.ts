import { z } from 'zod';

export const maxFactLength = 300;
/** What is kept for search; a long book. */
export const maxTextLength = 500_000;

export const officeTask = z.strictObject({
  format: z.enum(['docx', 'pptx', 'open']),
  file: z.string(),
  size: z.int().min(0),
});

export type OfficeTask = z.output<typeof officeTask>;

const count = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .nullable();
/** Milliseconds since 1970, of years that a document may be of. */
const moment = z.int().min(-2_208_988_800_000).max(253_402_300_799_999).nullable();
const fact = z.string().max(maxFactLength).nullable();

export const officeReport = z.union([
  z.strictObject({
    document: z.strictObject({
      pageCount: count,
      slideCount: count,
      wordCount: count,
      hasMacros: z.boolean(),
      title: fact,
      author: fact,
      createdAt: moment,
      changedAt: moment,
      text: z.string().max(maxTextLength),
      isComplete: z.boolean(),
    }),
  }),
  z.strictObject({ problem: z.enum(['unreadable', 'encrypted', 'too_much_work']) }),
]);

export type OfficeReport = z.output<typeof officeReport>;
