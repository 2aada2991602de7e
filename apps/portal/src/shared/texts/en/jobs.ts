const counted = (count: number, one: string, many: string) =>
  count === 1 ? `1 ${one}` : `${count.toLocaleString('en')} ${many}`;

/** The words of the administrator's page about the work that follows an upload. */
export const jobs = {
  title: 'Jobs',
  lead: 'What the workers do after an upload. What fails is tried again by itself, with longer and longer pauses; what failed too often waits here for you.',
  loading: 'Loading the jobs…',
  lookAgain: 'Look again',
  kinds: {
    settle: 'Arrival of a file',
    verify: 'Check of a file',
    derive: 'Pictures of a file',
    print: 'Pages of an office document',
    transcode: 'Preview of a recording',
    extract: 'Contents of a file',
    process: 'A processor of your own',
    notify: 'Message to another system',
    outcome: 'Mail about a review',
    request: 'Mail about a requested document',
    reminder: 'Mail about a document that is due',
    mention: 'Mail about a mention',
    exception: 'Mail about an emergency access',
    sweep: 'Tidying up',
    reconcile: 'Comparing the store with the records',
    insight: 'Counting figures',
    rescan: 'Scanning again for malware',
  },
  counts: {
    title: 'The queue',
    none: 'No job is waiting or running.',
    kind: 'Kind of job',
    waiting: 'Waiting',
    running: 'Running',
    scheduled: 'Later',
    parked: 'Given up',
    oldest: (age: string) => `oldest waits ${age}`,
  },
  parked: {
    title: 'Given up',
    empty: 'Nothing was given up.',
    emptyHint: 'A job that fails at every attempt is kept here, with its last error, until you decide.',
    attempts: (count: number) => counted(count, 'attempt', 'attempts'),
    failed: (ago: string) => `last failed ${ago}`,
    errors: {
      WORKER_STOPPED: {
        says: ({ workerStops }: { workerStops: number }) =>
          `The worker stopped while working on it, ${workerStops === 1 ? 'once' : `${workerStops} times`}.`,
        next: 'Something ended the worker: look into its log and at the memory of its machine around that time. Try the job again once that is settled. Discard it if its file stops the worker again, and keep the file for a report.',
      },
      NO_ERROR_RECORDED: {
        says: () => 'No error was recorded.',
        next: 'The worker may have stopped while working on it. Look into its log around that time, then try the job again.',
      },
    },
    history: 'What happened to the file',
    historyLabel: (id: string) => `What happened to the file of job ${id}`,
    retry: 'Try again',
    retryLabel: (id: string) => `Try again: job ${id}`,
    retried: (id: string) => `Job ${id} is tried again.`,
    discard: 'Discard',
    discardLabel: (id: string) => `Discard job ${id}`,
    discardTitle: (kind: string) => `Discard this job: ${kind}?`,
    discardLead:
      'It is never tried again. A file that it was about stays as it is; one that was never checked is looked at again by the sweep.',
    discardBusy: 'Discarding…',
    keep: 'Keep it',
    discarded: (id: string) => `Job ${id} was discarded.`,
    gone: 'It was tried again or discarded by somebody else meanwhile.',
    shown: (count: number, isAll: boolean) =>
      isAll ? counted(count, 'job given up', 'jobs given up') : `The newest ${count} shown`,
    showMore: 'Show more',
  },
} as const;
