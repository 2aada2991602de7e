import type {
  DerivativeRecord,
  DerivativeRecords,
  Job,
  NewAuditEvent,
  UploadRecord,
} from '../server/index.ts';

type Held = DerivativeRecord & { attemptId: string | null };

const firstLookMilliseconds = 10 * 60_000;
const nextLookMilliseconds = 60 * 60_000;

/** The derivatives of records in memory. */
export type MemoryDerivatives = DerivativeRecords & {
  /** A version came into another state. */
  noteState(upload: UploadRecord): void;
  /** Nothing is to be asked for once more when nothing is pending. */
  endWhenMade(uploadId: string): void;
  /** Keys of the derivatives of one version. */
  keysOf(uploadId: string): string[];
};

/** Works on the records around it, in one go without waiting like them. */
export function createMemoryDerivatives(records: {
  find: (uploadId: string) => UploadRecord | undefined;
  /** Writes the event, or throws with nothing written. */
  write: (event: NewAuditEvent) => void;
  enqueue: (job: Job) => void;
  /** Whether an attempt to read out of the version is under way. */
  isExtracting: (uploadId: string) => boolean;
}): MemoryDerivatives {
  const held = new Map<string, Map<string, Held>>();
  const dueAt = new Map<string, number>();

  const ofUpload = (uploadId: string) => held.get(uploadId) ?? new Map<string, Held>();
  const isAvailable = (uploadId: string) => records.find(uploadId)?.state === 'available';
  const endWhenMade = (uploadId: string) => {
    const isMaking = [...ofUpload(uploadId).values()].some(({ state }) => state === 'pending');
    if (!isMaking && !records.isExtracting(uploadId)) dueAt.delete(uploadId);
  };

  return {
    endWhenMade,

    noteState({ id, state, updatedAt }) {
      if (state === 'available') dueAt.set(id, updatedAt.getTime() + firstLookMilliseconds);
      else dueAt.delete(id);
    },

    keysOf: (uploadId) => [...ofUpload(uploadId).values()].flatMap(({ objectKey }) => objectKey ?? []),

    async findDerivatives({ uploadIds }) {
      return [...new Set(uploadIds)]
        .sort()
        .flatMap((id) =>
          [...ofUpload(id).values()]
            .sort((a, b) => (a.name < b.name ? -1 : 1))
            .map(({ attemptId: _, ...record }) => record),
        );
    },

    async beginDerivation({ uploadId, attemptId, planned }) {
      if (!isAvailable(uploadId)) return null;
      const all = ofUpload(uploadId);
      held.set(uploadId, all);
      const claimed = planned.filter(({ name }) => (all.get(name)?.state ?? 'pending') === 'pending');
      for (const { name, contentType } of claimed)
        all.set(name, {
          uploadId,
          name,
          state: 'pending',
          contentType,
          size: null,
          width: null,
          height: null,
          durationSeconds: null,
          reason: null,
          objectKey: null,
          attemptId,
        });
      if (claimed.length === 0) endWhenMade(uploadId);
      return claimed.map(({ name }) => name);
    },

    async finishDerivation({ uploadId, attemptId, results, event }) {
      const all = ofUpload(uploadId);
      if (!isAvailable(uploadId) || ![...all.values()].some((one) => one.attemptId === attemptId))
        return null;
      const taken = results.filter(({ name }) => {
        const known = all.get(name);
        return known === undefined || known.attemptId === attemptId;
      });
      records.write(event);
      for (const result of taken) all.set(result.name, { ...result, uploadId, attemptId: null });
      endWhenMade(uploadId);
      return taken.map(({ name }) => name);
    },

    async requeueDerivations({ now, limit, jobs }) {
      const due = [...dueAt].filter(([, at]) => at <= now.getTime()).slice(0, limit);
      let requeued = 0;
      for (const [id] of due) {
        const upload = records.find(id);
        const wanted = upload === undefined ? [] : jobs(structuredClone(upload));
        if (wanted.length === 0) dueAt.delete(id);
        else dueAt.set(id, now.getTime() + nextLookMilliseconds);
        if (wanted.length > 0) requeued += 1;
        for (const job of wanted) records.enqueue(job);
      }
      return { found: due.length, requeued };
    },

    async removeDerivatives({ uploadId }) {
      held.delete(uploadId);
    },
  };
}
