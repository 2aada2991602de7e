/** How many jobs of one kind there are, by how they are. */
export type JobCount = {
  kind: string;
  waiting: number;
  /** To be done later: a planned time, or the pause after a failed attempt. */
  scheduled: number;
  running: number;
  /** Given up after their last attempt. */
  parked: number;
  /** Age of the one that waits longest; `null` when none does. */
  oldestSeconds: number | null;
};

/** `WORKER_STOPPED`: nothing was said, because what was to say it had ended. `NO_ERROR_RECORDED`: one of an older release. */
export type JobErrorCode = 'WORKER_STOPPED' | 'NO_ERROR_RECORDED';

/** A job that was given up. Times are ISO texts. */
export type ParkedJob = {
  id: string;
  kind: string;
  attempts: number;
  /** First line of the last error, without addresses; a sentence of ours where there is a code. */
  error: string;
  /** What an administrator can do something about; `null` for an error in its own words. */
  errorCode: JobErrorCode | null;
  /** How many of its attempts ended with the worker that was at it. */
  workerStops: number;
  /** The file it is about; `null` when it is about none, or none that is known. */
  fileId: string | null;
  createdAt: string;
  failedAt: string;
};

export type JobsPage = { counts: JobCount[]; jobs: ParkedJob[]; nextCursor: string | null };
