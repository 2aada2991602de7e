import type { DerivativeMaker, Extractor, SweepReport, ValetKey } from 'valetkey/server';
import { type JobName, jobKinds, type PayloadOf } from '@/shared/jobs/index.server';
import type { createComparisonNote } from './createComparisonNote';
import type { ExceptionMails } from './notify/createExceptionMails';
import type { MentionMails } from './notify/createMentionMails';
import type { Notifier } from './notify/createNotifier';
import type { OutcomeMails } from './notify/createOutcomeMails';
import type { RequestMails } from './notify/createRequestMails';
import type { Processing } from './process/createProcessing';

/** What every job may use. */
export type JobTools = {
  valetKey: Pick<ValetKey, 'settle' | 'verify' | 'sweep' | 'rescan' | 'derive' | 'extract'>;
  /** Make pictures of files, pages of documents and previews of recordings, contained. */
  makers: Readonly<Record<'pictures' | 'documents' | 'previews', DerivativeMaker>>;
  /** Reads out of files what can be told of them, contained. */
  extractor: Extractor;
  /** Runs the operator's processors, contained. */
  processing: Processing;
  /** Tells receivers of events. */
  notifier: Notifier;
  /** Tells owners of decisions. */
  outcomeMails: OutcomeMails;
  /** Tells people what they are asked for. */
  requestMails: RequestMails;
  /** Tells the team who is mentioned. */
  mentionMails: MentionMails;
  /** Tells administrators of what is opened beside scopes. */
  exceptionMails: ExceptionMails;
  /** When the records began: what is older in the bucket is of others. */
  readBeginning: () => Promise<Date | undefined>;
  /** Says what a sweep did, and which versions have lost their object. */
  noteSweep: (report: SweepReport, requestId: string, missing?: readonly string[]) => void;
  /** Writes down what comparing the store with the records came to, for the administration. */
  noteComparison: ReturnType<typeof createComparisonNote>;
  /** Drops rows whose time is over: idempotency keys, rate-limit windows. */
  deleteExpiredRows: (now: Date) => Promise<void>;
  /** Leaves jobs for the reminders that are due. */
  planReminders: (now: Date) => Promise<void>;
  /** Counts the figures of past hours. */
  rollUpInsight: (now: Date) => Promise<void>;
  clock: () => Date;
  /** When this worker saw that it was the only one: what others had begun before is dead. Absent when it was not. */
  othersEndedAt?: Date | undefined;
};

export type JobContext = {
  tools: JobTools;
  /** Aborted when the worker stops and the job did not end by itself. */
  signal: AbortSignal;
  /** Names this attempt in audit events and logs. */
  requestId: string;
  /** Should it fail, the job is parked. */
  isLastAttempt: boolean;
};

type JobHandler<Payload> = (payload: Payload, context: JobContext) => Promise<void>;

/** Runs one attempt; throws for another one later. */
export type JobRun = (payload: unknown, context: JobContext) => Promise<void>;

/** Handlers are loaded with their first job: a worker that never sees a job's kind never pays for what that kind needs. */
const handlers: { [Name in JobName]: () => Promise<JobHandler<PayloadOf<Name>>> } = {
  settle: async () => (await import('./jobs/settleUpload')).settleUpload,
  verify: async () => (await import('./jobs/verifyUpload')).verifyUpload,
  derive: async () => (await import('./jobs/deriveUpload')).deriveUpload,
  print: async () => (await import('./jobs/printUpload')).printUpload,
  transcode: async () => (await import('./jobs/transcodeUpload')).transcodeUpload,
  extract: async () => (await import('./jobs/extractUpload')).extractUpload,
  process: async () => (await import('./jobs/processUpload')).processUpload,
  notify: async () => (await import('./jobs/deliverWebhook')).deliverWebhook,
  outcome: async () => (await import('./jobs/mailOutcome')).mailOutcome,
  request: async () => (await import('./jobs/mailRequest')).mailRequest,
  reminder: async () => (await import('./jobs/mailReminder')).mailReminder,
  mention: async () => (await import('./jobs/mailMention')).mailMention,
  exception: async () => (await import('./jobs/mailException')).mailException,
  sweep: async () => (await import('./jobs/sweepUploads')).sweepUploads,
  reconcile: async () => (await import('./jobs/reconcileStore')).reconcileStore,
  insight: async () => (await import('./jobs/rollUpInsight')).rollUpInsight,
  rescan: async () => (await import('./jobs/rescanUploads')).rescanUploads,
};

function runOf<Name extends JobName>(name: Name): JobRun {
  return async (payload, context) => {
    const parsed = jobKinds[name].payload.parse(payload) as PayloadOf<Name>;
    const handle = await handlers[name]();
    await handle(parsed, context);
  };
}

/** How each kind of job is done, by the name under which it is queued. */
export const jobList: Readonly<Record<JobName, JobRun>> = {
  settle: runOf('settle'),
  verify: runOf('verify'),
  derive: runOf('derive'),
  print: runOf('print'),
  transcode: runOf('transcode'),
  extract: runOf('extract'),
  process: runOf('process'),
  notify: runOf('notify'),
  outcome: runOf('outcome'),
  request: runOf('request'),
  reminder: runOf('reminder'),
  mention: runOf('mention'),
  exception: runOf('exception'),
  sweep: runOf('sweep'),
  reconcile: runOf('reconcile'),
  insight: runOf('insight'),
  rescan: runOf('rescan'),
};
