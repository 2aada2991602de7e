import { z } from 'zod';

/** What a worker says about itself with every heartbeat. */
export const workerAbilities = z.object({
  /** Programs beside our own that it found. */
  tools: z.object({
    hasPdfPages: z.boolean(),
    // A worker of an earlier release does not say it.
    hasPdfText: z.boolean().default(false),
    hasMedia: z.boolean(),
    hasHeic: z.boolean().default(false),
    hasOffice: z.boolean().default(false),
  }),
  /** What keeps the parsing of strangers' files apart, beside limits of time, processor and output, which hold everywhere. */
  containment: z.object({
    hasMemoryLimit: z.boolean(),
    hasNoNetwork: z.boolean(),
    hasOwnProcesses: z.boolean(),
    hasOwnFiles: z.boolean().default(false),
    endsWithWorker: z.boolean(),
  }),
});

export type WorkerAbilities = z.output<typeof workerAbilities>;
