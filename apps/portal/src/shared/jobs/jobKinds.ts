import { z } from 'zod';

/** One kind of job: what it carries and how it is tried. How it is done is the worker's. */
export type JobKind<Payload = unknown> = {
  payload: z.ZodType<Payload>;
  /**
   * Attempts before it is parked. Between two the queue waits, longer each time: after eight, half an hour has passed, which is
   * more than a restart of database or store takes.
   */
  maxAttempts: number;
  /** How long it waits for what would make it needless; of several for one upload only the last is kept until then. @default 0 */
  delaySeconds?: number;
  /** Cron pattern (UTC) of a job that nobody has to ask for. */
  schedule?: string;
};

/** Scheduled jobs carry when they were due, and nothing of ours. */
const scheduled = z.object({});

const ofUpload = z.strictObject({ uploadId: z.string().min(1).max(64) });

const ofRun = z.strictObject({
  uploadId: z.string().min(1).max(64),
  processor: z.string().min(1).max(24),
  version: z.int().min(1),
});

const ofDelivery = z.strictObject({
  deliveryId: z.string().min(1).max(64),
  turn: z.int().min(1),
});

const ofRequest = z.strictObject({ requestId: z.string().min(1).max(64) });
const ofReminder = z.strictObject({
  requestId: z.string().min(1).max(64),
  kind: z.enum(['soon', 'overdue']),
});
const ofNotification = z.strictObject({ notificationId: z.string().min(1).max(64) });
const ofException = z.strictObject({
  exceptionId: z.string().min(1).max(64),
  /** The administrator who is told; absent in jobs of an earlier release, which tell all of them. */
  personId: z.string().min(1).max(64).optional(),
});

const ofDecision = z.strictObject({ decisionId: z.string().min(1).max(64) });

/** Every kind of job by the name under which it is queued. */
export const jobKinds = {
  /** Looks whether the bytes of an upload are there: the store said so, and its client usually says so as well. */
  settle: { payload: ofUpload, maxAttempts: 4, delaySeconds: 3 },
  /** Takes one uploaded file to its verdict. */
  verify: { payload: ofUpload, maxAttempts: 8 },
  /** Makes the pictures of an available file. */
  derive: { payload: ofUpload, maxAttempts: 8 },
  /** Makes the pages of an available document of an office program. */
  print: { payload: ofUpload, maxAttempts: 4 },
  /** Makes what plays of an available recording. */
  transcode: { payload: ofUpload, maxAttempts: 4 },
  /** Reads out of an available file what can be told of it in rows. */
  extract: { payload: ofUpload, maxAttempts: 4 },
  /**
   * Has a processor of the operator's work on an available file. The queue is asked by the database's `portal.add_processor_job`,
   * which knows the number as well.
   */
  process: { payload: ofRun, maxAttempts: 4 },
  /**
   * Makes one attempt to deliver a webhook. That nobody took it is an outcome, which plans the next attempt; attempts of the job
   * are for a database that is away. The queue is asked by `portal.add_delivery_job`, which knows the number as well.
   */
  notify: { payload: ofDelivery, maxAttempts: 8 },
  /** Mails an owner what was decided about their file; asked for by the database's `portal.outcome_outbox`. */
  outcome: { payload: ofDecision, maxAttempts: 8 },
  /** Mails somebody what they are asked for. */
  request: { payload: ofRequest, maxAttempts: 8 },
  /** Reminds somebody of what they are asked for, once before the last day and once after it. */
  reminder: { payload: ofReminder, maxAttempts: 8 },
  /** Mails somebody that a comment mentions them; asked for by the database's `portal.notify_people`. */
  mention: { payload: ofNotification, maxAttempts: 8 },
  /** Mails an administrator that somebody opened a file beside their scope. */
  exception: { payload: ofException, maxAttempts: 8 },
  /** Makes good what browsers, workers and stores left undone. A round that failed is made good by the next one. */
  sweep: { payload: scheduled, maxAttempts: 1, schedule: '* * * * *' },
  /**
   * Compares the bucket with the records. It lists every object, and nothing younger than a day is removed: more often than this would
   * cost and not help. A queue of its own, so that the sweep does not wait for a large bucket.
   */
  reconcile: { payload: scheduled, maxAttempts: 1, schedule: '7 * * * *' },
  /** Counts the figures of the hours that are over, and anew those that changed. */
  insight: { payload: scheduled, maxAttempts: 1, schedule: '* * * * *' },
  /** Has the scanner look again at what older signatures judged; most rounds find nothing to do. */
  rescan: { payload: scheduled, maxAttempts: 1, schedule: '* * * * *' },
} as const satisfies Record<string, JobKind>;

export type JobName = keyof typeof jobKinds;

/** What a job of this kind carries. */
export type PayloadOf<Name extends JobName> = z.output<(typeof jobKinds)[Name]['payload']>;

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobKinds, name);
}
