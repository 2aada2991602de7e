import type { ExtractionRecord, ExtractionRecords, NewAuditEvent, UploadRecord } from '../server/index.ts';

type Held = ExtractionRecord & { attemptId: string | null };

/** The extractions of records in memory. */
export type MemoryExtractions = ExtractionRecords & {
  isPending(uploadId: string): boolean;
};

/** Works on the records around it, in one go without waiting like them. */
export function createMemoryExtractions(records: {
  find: (uploadId: string) => UploadRecord | undefined;
  /** Writes the event, or throws with nothing written. */
  write: (event: NewAuditEvent) => void;
  /** Nothing is to be asked for once more when nothing is pending. */
  endWhenMade: (uploadId: string) => void;
}): MemoryExtractions {
  const held = new Map<string, Held>();
  const isAvailable = (uploadId: string) => records.find(uploadId)?.state === 'available';

  return {
    isPending: (uploadId) => held.get(uploadId)?.state === 'pending',

    async findExtraction({ uploadId }) {
      const found = held.get(uploadId);
      if (found === undefined) return null;
      const { attemptId: _, ...record } = structuredClone(found);
      return record;
    },

    async beginExtraction({ uploadId, attemptId, kind }) {
      if (!isAvailable(uploadId)) return false;
      const isOpen = (held.get(uploadId)?.state ?? 'pending') === 'pending';
      if (isOpen) held.set(uploadId, { kind, state: 'pending', reason: null, extracted: null, attemptId });
      else records.endWhenMade(uploadId);
      return isOpen;
    },

    async finishExtraction({ uploadId, attemptId, result, event }) {
      const known = held.get(uploadId);
      if (known?.attemptId !== attemptId || !isAvailable(uploadId)) return false;
      records.write(event);
      const { kind } = known;
      held.set(
        uploadId,
        'reason' in result
          ? { kind, ...result, extracted: null, attemptId: null }
          : {
              kind: result.kind,
              state: 'available',
              reason: null,
              extracted: structuredClone(result),
              attemptId: null,
            },
      );
      records.endWhenMade(uploadId);
      return true;
    },

    async removeExtraction({ uploadId }) {
      held.delete(uploadId);
    },
  };
}
