import { canTransition, limits, type StorageState, ValetKeyError } from '../protocol/index.ts';
import type { Job, NewAuditEvent, NewUpload, Records, UploadRecord } from '../server/index.ts';
import { createMemoryDerivatives } from './createMemoryDerivatives.ts';
import { createMemoryExtractions } from './createMemoryExtractions.ts';

export type MemoryRecordsOptions = {
  /** Is given each job right after the transition that made it. @default jobs are dropped */
  onJob?: (job: Job) => void;
  /** Is given each audit event before it is written; when it throws, the transaction fails with nothing written. */
  onEvent?: (event: NewAuditEvent) => void;
};

/** Records in the memory of one process, for tests and tiny apps: gone when it ends. */
export type MemoryRecords = Records & {
  /** The audit events so far, oldest first. */
  events(): NewAuditEvent[];
};

const dayMilliseconds = 86_400_000;
const graceMilliseconds = 5 * 60_000;
const idleMilliseconds = 60_000;
const leaseMilliseconds = 60_000;
/** States that hold no bytes. */
const freeStates: readonly StorageState[] = ['aborted', 'expired', 'rejected', 'purged'];
/** States that have an object of their own. */
const storedStates: readonly StorageState[] = ['uploaded', 'verifying', 'available', 'quarantined'];
/** A file with such a version is left where it is. */
const busyStates: readonly StorageState[] = ['reserved', 'uploaded', 'verifying'];
/** What a file's current version may be in for the file to go into the trash. */
const restingStates: readonly StorageState[] = ['available', 'quarantined', 'rejected'];

type Replay = { bodyHash: string; ids: string[]; until: number };

/**
 * Each method runs in one go without waiting, which makes it the transaction that the port asks for: whatever can fail is done
 * before anything is written. Records are copied on the way in and out.
 */
export function createMemoryRecords(options: MemoryRecordsOptions = {}): MemoryRecords {
  const uploads = new Map<string, UploadRecord>();
  const reservedBytes = new Map<string, number>();
  const replays = new Map<string, Replay>();
  const deletedFrom = new Map<string, StorageState>();
  const leases = new Map<string, number>();
  const events: NewAuditEvent[] = [];
  /** When the newest version of a file arrived, and when the file went into the trash; by file id. */
  const keptSince = new Map<string, Date>();
  const trashedSince = new Map<string, Date>();

  /** The last step before anything is written. */
  function announce(written: readonly NewAuditEvent[]): void {
    try {
      for (const event of written) options.onEvent?.(structuredClone(event));
    } catch (cause) {
      throw new ValetKeyError('RECORDS_UNAVAILABLE', 'The audit event could not be written.', { cause });
    }
  }

  const find = (id: string) => uploads.get(id);
  const write = (event: NewAuditEvent) => {
    announce([event]);
    events.push(structuredClone(event));
  };
  const { noteState, keysOf, endWhenMade, ...derivatives } = createMemoryDerivatives({
    find,
    write,
    enqueue: (job) => options.onJob?.(job),
    isExtracting: (id) => isPending(id),
  });
  const { isPending, ...extractions } = createMemoryExtractions({ find, write, endWhenMade });

  const storedObjects = () =>
    [...uploads.values()].flatMap(({ id, fileId, version, state, objectKey }) => {
      const stateOfBytes = state === 'deleted' ? deletedFrom.get(id) : state;
      if (stateOfBytes === undefined || !storedStates.includes(stateOfBytes)) return [];
      return [objectKey, ...keysOf(id)].flatMap((key) =>
        key === null ? [] : [{ key, uploadId: id, fileId, version, state }],
      );
    });

  const versionsOf = (fileId: string) => [...uploads.values()].filter((upload) => upload.fileId === fileId);
  const heldBytes = (upload: UploadRecord) =>
    freeStates.includes(upload.state) ? 0 : (upload.size ?? reservedBytes.get(upload.id) ?? 0);

  function assertQuota(
    held: readonly UploadRecord[],
    added: readonly NewUpload[],
    quota: { maxBytes: number; maxFiles: number } | null,
  ) {
    if (quota === null) return;
    const counted = held.filter((upload) => !freeStates.includes(upload.state));
    const bytes =
      counted.reduce((sum, upload) => sum + heldBytes(upload), 0) +
      added.reduce((sum, upload) => sum + upload.reservedBytes, 0);
    if (bytes > quota.maxBytes || counted.length + added.length > quota.maxFiles) {
      throw new ValetKeyError('QUOTA_EXCEEDED', 'Delete files, or ask for more room.');
    }
  }

  function assertQuotas({
    ownerId,
    uploads: added,
    quota,
    profileQuotas = {},
  }: Parameters<Records['reserve']>[0]) {
    const own = [...uploads.values()].filter((upload) => upload.ownerId === ownerId);
    assertQuota(own, added, quota);
    for (const [profile, profileQuota] of Object.entries(profileQuotas)) {
      const isOfProfile = (upload: { profile: string }) => upload.profile === profile;
      const addedToIt = added.filter(isOfProfile);
      if (addedToIt.length > 0) assertQuota(own.filter(isOfProfile), addedToIt, profileQuota);
    }
  }

  function number(added: readonly NewUpload[], now: Date): UploadRecord[] {
    const newest = new Map<string, number>();
    return added.map((upload) => {
      // Nobody reviews in memory, so that what a review would ask for is not kept.
      const {
        reservedBytes: _,
        isSecondApprovalRequired: __,
        reviewWithinHours: ___,
        isNewVersion,
        ...given
      } = upload;
      const { isReviewRequired = true, hasPartChecksums = false, metadata = null, ...facts } = given;
      const known = versionsOf(upload.fileId).filter(
        ({ ownerId, state }) => ownerId === upload.ownerId && state !== 'deleted' && state !== 'purged',
      );
      if (isNewVersion && known.length === 0) {
        throw new ValetKeyError('NOT_FOUND', 'There is no such file to make a new version of.');
      }
      const last =
        newest.get(upload.fileId) ?? Math.max(0, ...versionsOf(upload.fileId).map(({ version }) => version));
      if (last >= limits.maxVersionsPerFile) {
        throw new ValetKeyError('INVALID_STATE', 'The file has too many versions; start a new file.');
      }
      newest.set(upload.fileId, last + 1);
      return {
        ...facts,
        isReviewRequired,
        hasPartChecksums,
        metadata,
        version: last + 1,
        size: null,
        state: 'reserved',
        stateVersion: 1,
        reasonCode: null,
        etag: null,
        storageUploadId: null,
        scan: null,
        scanSignature: null,
        scanEngine: null,
        scanDatabase: null,
        scannedAt: null,
        createdAt: now,
        updatedAt: now,
      };
    });
  }

  /** The versions that reached the store, newest first; the first one is what the file is. */
  const arrived = (fileId: string) =>
    versionsOf(fileId)
      .filter(({ state }) => !['reserved', 'aborted', 'expired'].includes(state))
      .sort((a, b) => b.version - a.version);

  /** Moves versions through states, an event for each step; a step that cannot be recorded leaves all as it was. */
  function moveAll<State extends StorageState>(
    steps: readonly { upload: UploadRecord; to: State }[],
    event: (to: State, upload: UploadRecord) => NewAuditEvent,
    now: Date,
  ) {
    const written = steps.map(({ upload, to }) => event(to, structuredClone(upload)));
    announce(written);
    for (const { upload, to } of steps) {
      const current = uploads.get(upload.id)!;
      const next = { ...current, state: to, stateVersion: current.stateVersion + 1, updatedAt: now };
      uploads.set(upload.id, next);
      noteState(next);
      if (to === 'deleted') deletedFrom.set(upload.id, current.state);
    }
    events.push(...structuredClone(written));
  }

  const isDue = (upload: UploadRecord, now: number) => {
    if (upload.state === 'purged' && upload.objectKey !== null) return now >= upload.updatedAt.getTime();
    const writableEnd = upload.writableUntil.getTime() + graceMilliseconds;
    if (upload.state === 'reserved') return now >= Math.min(upload.expiresAt.getTime(), writableEnd);
    if (upload.state === 'uploaded' || upload.state === 'verifying') {
      return now >= upload.updatedAt.getTime() + idleMilliseconds;
    }
    const isEnded = upload.state === 'aborted' || upload.state === 'expired' || upload.state === 'rejected';
    const hasRemains =
      upload.incomingKey !== null ||
      (isEnded && (upload.objectKey !== null || upload.storageUploadId !== null));
    return hasRemains && now >= writableEnd;
  };

  return {
    ...derivatives,
    ...extractions,

    events: () => structuredClone(events),

    async reserve(input) {
      const { ownerId, uploads: added, idempotency, event, now } = input;
      const replayKey = idempotency === null ? null : JSON.stringify([ownerId, idempotency.key]);
      const replay = replayKey === null ? undefined : replays.get(replayKey);
      if (replay !== undefined && replay.until > now.getTime()) {
        if (replay.bodyHash !== idempotency?.bodyHash) {
          throw new ValetKeyError('IDEMPOTENCY_CONFLICT', 'Use a new idempotency key for another body.');
        }
        return { uploads: replay.ids.map((id) => structuredClone(uploads.get(id)!)), isReplay: true };
      }
      assertQuotas(input);
      const created = number(added, now);
      const written = created.map((upload) => event(structuredClone(upload)));
      announce(written);
      for (const upload of created) uploads.set(upload.id, structuredClone(upload));
      for (const upload of added) reservedBytes.set(upload.id, upload.reservedBytes);
      events.push(...structuredClone(written));
      if (replayKey !== null && idempotency !== null) {
        const ids = created.map(({ id }) => id);
        replays.set(replayKey, {
          bodyHash: idempotency.bodyHash,
          ids,
          until: now.getTime() + dayMilliseconds,
        });
      }
      return { uploads: created, isReplay: false };
    },

    async attachMultipart({ uploads: attached, now }) {
      for (const { id, storageUploadId } of attached) {
        const upload = uploads.get(id);
        if (upload?.state !== 'reserved' || upload.storageUploadId !== null) continue;
        uploads.set(id, { ...upload, storageUploadId, updatedAt: now });
      }
    },

    async find(query) {
      if ('uploadIds' in query) {
        const found = query.uploadIds.map((id) => uploads.get(id));
        return structuredClone(found.filter((upload) => upload !== undefined));
      }
      if ('fileId' in query) {
        const versions = versionsOf(query.fileId).sort((a, b) => b.version - a.version);
        const wanted = query.version ?? versions[0]?.version;
        return structuredClone(versions.filter(({ version }) => version === wanted));
      }
      const own = [...uploads.values()].filter(({ ownerId }) => ownerId === query.ownerId).sort(newestFirst);
      let rest = own;
      if (query.cursor !== null) {
        const at = own.findIndex(({ id }) => id === query.cursor);
        if (at < 0)
          throw new ValetKeyError('INVALID_QUERY', 'cursor must be the nextCursor of the page before.');
        rest = own.slice(at + 1);
      }
      return structuredClone(rest.filter(({ state }) => state === query.state).slice(0, query.limit));
    },

    async authoriseSigning({ uploadIds, ownerId, states, writableUntil, event }) {
      const authorised = [...new Set(uploadIds)]
        .map((id) => uploads.get(id))
        .filter((upload) => upload !== undefined)
        .filter((upload) => (ownerId === null || upload.ownerId === ownerId) && states.includes(upload.state))
        .map((upload) =>
          writableUntil !== undefined && writableUntil > upload.writableUntil
            ? { ...upload, writableUntil }
            : upload,
        );
      const written = authorised.map((upload) => event(structuredClone(upload)));
      announce(written);
      for (const upload of authorised) uploads.set(upload.id, structuredClone(upload));
      events.push(...structuredClone(written));
      return structuredClone(authorised);
    },

    async transition({ id, from, stateVersion, to, patch = {}, event, jobs = [], now }) {
      const upload = uploads.get(id);
      if (upload === undefined || !from.includes(upload.state)) return null;
      if (stateVersion !== undefined && upload.stateVersion !== stateVersion) return null;
      // Out of the trash leads back to where it was, or to the end.
      const isAllowed =
        upload.state === to ||
        (upload.state === 'deleted' && to !== 'purged'
          ? deletedFrom.get(id) === to
          : canTransition(upload.state, to));
      if (!isAllowed) {
        throw new ValetKeyError(
          'INVALID_STATE',
          `The state table has no edge from ${upload.state} to ${to}.`,
        );
      }
      const next = structuredClone({
        ...upload,
        ...patch,
        state: to,
        stateVersion: upload.stateVersion + 1,
        updatedAt: now,
      });
      announce([event]);
      uploads.set(id, next);
      if (to !== upload.state) noteState(next);
      if (to === 'deleted' && upload.state !== 'deleted') deletedFrom.set(id, upload.state);
      const isArrival =
        (to === 'uploaded' || to === 'rejected') && ['reserved', 'expired'].includes(upload.state);
      if (upload.state === 'deleted' && to !== 'deleted' && to !== 'purged') {
        trashedSince.delete(next.fileId);
        keptSince.set(next.fileId, now);
      }
      if (isArrival && arrived(next.fileId)[0]?.id === id) keptSince.set(next.fileId, now);
      events.push(structuredClone(event));
      for (const job of jobs) options.onJob?.(job);
      return structuredClone(next);
    },

    async listDue({ now, limit }) {
      const time = now.getTime();
      const due = [...uploads.values()]
        .filter((upload) => (leases.get(upload.id) ?? 0) <= time && isDue(upload, time))
        .sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime())
        .slice(0, limit);
      for (const { id } of due) leases.set(id, time + leaseMilliseconds);
      return structuredClone(due);
    },

    async retire({ profile, keptSince: until, limit, event, now }) {
      const old = [...keptSince]
        .filter(([fileId, since]) => since <= until && !trashedSince.has(fileId))
        .map(([fileId]) => fileId)
        .filter((fileId) => {
          const current = arrived(fileId)[0];
          const isBusy = versionsOf(fileId).some(({ state }) => busyStates.includes(state));
          return current?.profile === profile && restingStates.includes(current.state) && !isBusy;
        })
        .slice(0, limit);
      for (const fileId of old) {
        const resting = versionsOf(fileId).filter(({ state }) => restingStates.includes(state));
        moveAll(
          resting.map((upload) => ({ upload, to: 'deleted' as const })),
          (_to, upload) => event('file.deleted', upload),
          now,
        );
        trashedSince.set(fileId, now);
      }
      return old.length;
    },

    async purgeTrash({ trashedSince: until, limit, event, now }) {
      const over = [...trashedSince]
        .filter(([, since]) => since <= until)
        .map(([fileId]) => fileId)
        .filter((fileId) => !versionsOf(fileId).some(({ state }) => busyStates.includes(state)))
        .slice(0, limit);
      for (const fileId of over) {
        const late = versionsOf(fileId).filter(({ state }) => restingStates.includes(state));
        const ended = versionsOf(fileId).filter(
          ({ state }) => state === 'deleted' || restingStates.includes(state),
        );
        moveAll(
          [
            ...late.map((upload) => ({ upload, to: 'deleted' as const })),
            ...ended.map((upload) => ({ upload, to: 'purged' as const })),
          ],
          (to, upload) => event(to === 'deleted' ? 'file.deleted' : 'file.purged', upload),
          now,
        );
        trashedSince.delete(fileId);
      }
      return over.length;
    },

    async listStaleScans({ database, limit }) {
      const stale = [...uploads.values()].filter(
        ({ state, scan, scanDatabase }) =>
          scanDatabase !== database &&
          (state === 'available' || (state === 'quarantined' && scan !== null && scan !== 'infected')),
      );
      return structuredClone(stale.slice(0, limit));
    },

    async noteScan({ id, stateVersion, by, now }) {
      const upload = uploads.get(id);
      if (upload === undefined || upload.stateVersion !== stateVersion) return;
      uploads.set(id, { ...upload, scanEngine: by.engine, scanDatabase: by.database, scannedAt: now });
    },

    async claimedKeys(keys) {
      const claimed = new Set<string>();
      for (const { id, state, objectKey, incomingKey } of uploads.values()) {
        if (state === 'purged') continue;
        for (const key of keysOf(id)) claimed.add(key);
        if (objectKey !== null) claimed.add(objectKey);
        if (incomingKey !== null) claimed.add(incomingKey);
      }
      return new Set(keys.filter((key) => claimed.has(key)));
    },

    async *listStored({ prefix }) {
      const keys = storedObjects().filter(({ key }) => key.startsWith(prefix));
      // Ours are of ASCII.
      yield* keys.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    },

    async isStored({ key }) {
      return storedObjects().some((stored) => stored.key === key);
    },
  };
}

function newestFirst(a: UploadRecord, b: UploadRecord): number {
  return b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1);
}
