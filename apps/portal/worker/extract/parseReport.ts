import type { z } from 'zod';

/** What a contained program printed. What is no report comes of a file that it could not read. */
export function parseReport<Schema extends z.ZodType>(
  schema: Schema,
  printed: string,
): z.output<Schema> | { problem: 'unreadable' } {
  try {
    return schema.parse(JSON.parse(printed));
  } catch {
    return { problem: 'unreadable' };
  }
}
