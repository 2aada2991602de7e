import { z } from 'zod';

/** What both sides of a contained run know. */
export const fileNames = { input: 'input', task: 'task.json', answer: 'answer.json' } as const;
/** Where a derivative is left for the worker. */
export const derivativeFile = (name: string) => `derivative-${name}`;

export const maxAnswerBytes = 1024 * 1024;
export const maxDerivativeBytes = 16 * 1024 ** 2;
export const maxEvents = 20;
export const maxLogs = 50;

const word = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const figures = z
  .record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/), z.union([z.number(), z.boolean()]))
  .refine((value) => Object.keys(value).length <= 20);
export const said = z.strictObject({ word, figures });

export const processorTask = z.strictObject({
  processor: z.string(),
  file: z.strictObject({
    version: z.int(),
    profile: z.string(),
    contentType: z.string(),
    sizeBytes: z.int(),
    name: z.string().nullable(),
  }),
  /** Of the reading of contents, as it was recorded. */
  extracted: z.unknown(),
  results: z.record(z.string(), z.unknown()),
  /** When the run's own signal says that the time is nearly over. */
  milliseconds: z.int(),
});

export type ProcessorTask = z.output<typeof processorTask>;

export const processorAnswer = z.intersection(
  z.discriminatedUnion('outcome', [
    /** It ended; `output` is not checked yet. */
    z.object({ outcome: z.literal('done'), output: z.unknown(), derivatives: z.array(z.string()).max(20) }),
    /** The file's fault, in the processor's word. */
    z.object({ outcome: z.literal('refused'), word }),
    /** The processor's fault. Of an error only its kind and where it was thrown: its message may repeat what is in the file. */
    z.object({ outcome: z.literal('threw'), error: z.string().max(80), at: z.string().max(120) }),
  ]),
  z.object({ events: z.array(said).max(maxEvents), logs: z.array(said).max(maxLogs) }),
);

export type ProcessorAnswer = z.output<typeof processorAnswer>;
export type Said = z.output<typeof said>;
