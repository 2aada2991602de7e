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

/** A job that was given up. Times are ISO texts. */
export type ParkedJob = {
  id: string;
  kind: string;
  attempts: number;
  /** First line of the last error, without addresses. */
  error: string;
  /** The file it is about; `null` when it is about none, or none that is known. */
  fileId: string | null;
  createdAt: string;
  failedAt: string;
};

export type JobsPage = { counts: JobCount[]; jobs: ParkedJob[]; nextCursor: string | null };
