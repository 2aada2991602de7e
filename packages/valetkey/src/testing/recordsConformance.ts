import { limits, type StorageState, storageStates, storageTransitions } from '../protocol/index.ts';
import type { DerivativeResult } from '../server/DerivativeRecords.ts';
import type {
  NewAuditEvent,
  NewUpload,
  Records,
  Transition,
  UploadPatch,
  UploadRecord,
} from '../server/Records.ts';

/** The three functions of a test runner (vitest, jest, bun) that the suite needs. */
export type TestRunner = {
  describe: (name: string, define: () => void) => void;
  it: (name: string, run: () => Promise<void>) => void;
  // biome-ignore lint/suspicious/noExplicitAny: every runner types its matchers in its own way
  expect: (value: unknown) => any;
};

/** What the suite needs from the store under test. */
export type RecordsUnderTest = {
  records: Records;
  /** The audit events of one file so far, in the order of their writing. */
  listEvents: (fileId: string) => Promise<{ action: string; version: number | null }[]>;
  /** Makes the next write of an audit event fail, until the returned function is called. */
  failEvents: () => Promise<() => Promise<void>>;
};

const minute = 60_000;
const hour = 60 * minute;
const epoch = Date.UTC(2030, 0, 1);
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Tests may share a database, so ids are random. */
function mintId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(26));
  return Array.from(bytes, (byte) => alphabet[byte & 31]).join('');
}

function at(milliseconds: number): Date {
  return new Date(epoch + milliseconds);
}

function eventOf(action: string) {
  return (upload: UploadRecord): NewAuditEvent => ({
    at: at(0),
    actor: { type: 'user', id: upload.ownerId },
    action,
    fileId: upload.fileId,
    version: upload.version,
    purpose: 'upload',
    reason: null,
    requestId: 'request',
  });
}

function newUpload(ownerId: string, changes: Partial<NewUpload> = {}): NewUpload {
  return {
    id: mintId(),
    fileId: mintId(),
    ownerId,
    profile: 'default',
    name: 'report.pdf',
    path: null,
    contentType: 'application/pdf',
    declaredSize: 1_000,
    checksumSha256: null,
    fingerprint: null,
    kind: 'put',
    incomingKey: `incoming/${mintId()}`,
    objectKey: null,
    partSize: null,
    writableUntil: at(10 * minute),
    expiresAt: at(24 * hour),
    reservedBytes: 1_000,
    isNewVersion: false,
    ...changes,
  };
}

/** The shortest way to each state, from `reserved`. */
function pathTo(target: StorageState): StorageState[] {
  const paths = new Map<StorageState, StorageState[]>([['reserved', []]]);
  for (const [state, path] of paths) {
    for (const next of storageTransitions[state]) if (!paths.has(next)) paths.set(next, [...path, next]);
  }
  return paths.get(target) ?? [];
}

/**
 * What every record store must do, as tests for the runner that is passed in. `createRecords` is called once per test and may
 * hand out the same database each time.
 */
export function recordsConformance(
  createRecords: () => Promise<RecordsUnderTest>,
  { describe, it, expect }: TestRunner,
): void {
  async function codeOf(promise: Promise<unknown>): Promise<string> {
    try {
      await promise;
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : `not ours: ${error}`;
    }
    return 'no error';
  }

  function reserve(records: Records, uploads: readonly NewUpload[], changes: Partial<ReserveInput> = {}) {
    return records.reserve({
      ownerId: uploads[0]?.ownerId ?? 'nobody',
      uploads,
      idempotency: null,
      quota: null,
      event: eventOf('upload.reserved'),
      now: at(0),
      ...changes,
    });
  }

  async function reserveOne(records: Records, changes: Partial<NewUpload> = {}): Promise<UploadRecord> {
    const { uploads } = await reserve(records, [newUpload(changes.ownerId ?? mintId(), changes)]);
    const [upload] = uploads;
    if (upload === undefined) throw new Error('nothing was reserved');
    return upload;
  }

  function move(records: Records, upload: UploadRecord, to: StorageState, changes: Partial<Transition> = {}) {
    return records.transition({
      id: upload.id,
      from: storageStates,
      to,
      event: eventOf(`file.${to}`)(upload),
      now: at(minute),
      ...changes,
    });
  }

  async function reach(records: Records, upload: UploadRecord, target: StorageState): Promise<UploadRecord> {
    let current = upload;
    for (const state of pathTo(target)) {
      const patch = state === 'uploaded' ? { size: 1_000, objectKey: `files/${mintId()}` } : {};
      current = (await move(records, current, state, { patch })) ?? current;
    }
    return current;
  }

  async function findOne(records: Records, id: string): Promise<UploadRecord | undefined> {
    return (await records.find({ uploadIds: [id] }))[0];
  }

  describe('reserve', () => {
    it('creates rows and one event each, in order', async () => {
      const { records, listEvents } = await createRecords();
      const owner = mintId();
      const wanted = [
        newUpload(owner),
        newUpload(owner, { name: 'b.png', path: 'scans', fingerprint: 'f1' }),
      ];
      const { uploads, isReplay } = await reserve(records, wanted);
      expect(isReplay).toBe(false);
      expect(uploads.map((upload) => upload.id)).toEqual(wanted.map((upload) => upload.id));
      expect(uploads[1]).toEqual({
        id: wanted[1]?.id,
        fileId: wanted[1]?.fileId,
        version: 1,
        ownerId: owner,
        profile: 'default',
        name: 'b.png',
        path: 'scans',
        contentType: 'application/pdf',
        declaredSize: 1_000,
        size: null,
        checksumSha256: null,
        fingerprint: 'f1',
        kind: 'put',
        state: 'reserved',
        stateVersion: 1,
        reasonCode: null,
        incomingKey: wanted[1]?.incomingKey,
        objectKey: null,
        etag: null,
        storageUploadId: null,
        partSize: null,
        scan: null,
        scanSignature: null,
        scanEngine: null,
        scanDatabase: null,
        scannedAt: null,
        isReviewRequired: true,
        writableUntil: at(10 * minute),
        expiresAt: at(24 * hour),
        createdAt: at(0),
        updatedAt: at(0),
      });
      expect(await findOne(records, wanted[1]?.id ?? '')).toEqual(uploads[1]);
      expect(await listEvents(wanted[0]?.fileId ?? '')).toEqual([{ action: 'upload.reserved', version: 1 }]);
    });

    it('takes as many files as one call may have', async () => {
      const { records } = await createRecords();
      const owner = mintId();
      const wanted = Array.from({ length: limits.maxFilesPerCall }, () => newUpload(owner));
      const { uploads } = await reserve(records, wanted);
      expect(uploads.length).toBe(limits.maxFilesPerCall);
      expect((await records.find({ uploadIds: wanted.map((upload) => upload.id) })).length).toBe(
        limits.maxFilesPerCall,
      );
    });

    it('writes nothing when an event cannot be written', async () => {
      const { records, failEvents, listEvents } = await createRecords();
      const upload = newUpload(mintId());
      const idempotency = { key: mintId(), bodyHash: 'h' };
      const heal = await failEvents();
      expect(await codeOf(reserve(records, [upload], { idempotency }))).toBe('RECORDS_UNAVAILABLE');
      await heal();
      expect(await findOne(records, upload.id)).toBe(undefined);
      expect(await listEvents(upload.fileId)).toEqual([]);
      const again = await reserve(records, [upload], {
        idempotency,
        quota: { maxBytes: 1_000, maxFiles: 1 },
      });
      expect(again.isReplay).toBe(false);
    });
  });

  describe('idempotency', () => {
    it('answers the same body with the rows of the first call', async () => {
      const { records, listEvents } = await createRecords();
      const owner = mintId();
      const idempotency = { key: 'k', bodyHash: 'one' };
      const first = await reserve(records, [newUpload(owner), newUpload(owner)], { idempotency });
      const second = await reserve(records, [newUpload(owner), newUpload(owner)], { idempotency });
      expect(second.isReplay).toBe(true);
      expect(second.uploads).toEqual(first.uploads);
      expect((await listEvents(first.uploads[0]?.fileId ?? '')).length).toBe(1);
    });

    it('refuses another body, and keeps owners apart', async () => {
      const { records } = await createRecords();
      const owner = mintId();
      const key = 'k';
      await reserve(records, [newUpload(owner)], { idempotency: { key, bodyHash: 'one' } });
      const other = reserve(records, [newUpload(owner)], { idempotency: { key, bodyHash: 'two' } });
      expect(await codeOf(other)).toBe('IDEMPOTENCY_CONFLICT');
      const stranger = await reserve(records, [newUpload(mintId())], {
        idempotency: { key, bodyHash: 'two' },
      });
      expect(stranger.isReplay).toBe(false);
    });

    it('forgets a key after 24 hours', async () => {
      const { records } = await createRecords();
      const owner = mintId();
      await reserve(records, [newUpload(owner)], { idempotency: { key: 'k', bodyHash: 'one' } });
      const later = await reserve(records, [newUpload(owner)], {
        idempotency: { key: 'k', bodyHash: 'two' },
        now: at(24 * hour),
      });
      expect(later.isReplay).toBe(false);
    });

    it('creates once when the same call arrives ten times at once', async () => {
      const { records } = await createRecords();
      const owner = mintId();
      const idempotency = { key: 'k', bodyHash: 'one' };
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => reserve(records, [newUpload(owner)], { idempotency })),
      );
      expect(answers.filter((answer) => !answer.isReplay).length).toBe(1);
      expect(new Set(answers.map((answer) => answer.uploads[0]?.id)).size).toBe(1);
    });
  });

  describe('quota', () => {
    const quota = { maxBytes: 10_000, maxFiles: 100 };

    it('lets 200 parallel reservations through up to the limit and not one further', async () => {
      const { records } = await createRecords();
      const owner = mintId();
      const codes = await Promise.all(
        Array.from({ length: 200 }, () => codeOf(reserve(records, [newUpload(owner)], { quota }))),
      );
      expect(codes.filter((code) => code === 'no error').length).toBe(10);
      expect(codes.filter((code) => code === 'QUOTA_EXCEEDED').length).toBe(190);
      const stored = await records.find({ ownerId: owner, state: 'reserved', limit: 300, cursor: null });
      expect(stored.length).toBe(10);
    });

    it('counts files, and creates nothing when one of several does not fit', async () => {
      const { records } = await createRecords();
      const owner = mintId();
      const uploads = [newUpload(owner), newUpload(owner)];
      const two = reserve(records, uploads, { quota: { maxBytes: 1e9, maxFiles: 1 } });
      expect(await codeOf(two)).toBe('QUOTA_EXCEEDED');
      expect(await records.find({ uploadIds: uploads.map((upload) => upload.id) })).toEqual([]);
      await reserve(records, uploads.slice(0, 1), { quota: { maxBytes: 1e9, maxFiles: 1 } });
    });

    it('settles with the real size', async () => {
      const { records } = await createRecords();
      const owner = mintId();
      const upload = await reserveOne(records, { ownerId: owner, reservedBytes: 9_000 });
      expect(await codeOf(reserve(records, [newUpload(owner, { reservedBytes: 2_000 })], { quota }))).toBe(
        'QUOTA_EXCEEDED',
      );
      await move(records, upload, 'uploaded', { patch: { size: 8_000 } });
      await reserve(records, [newUpload(owner, { reservedBytes: 2_000 })], { quota });
      expect(await codeOf(reserve(records, [newUpload(owner, { reservedBytes: 1 })], { quota }))).toBe(
        'QUOTA_EXCEEDED',
      );
    });

    for (const state of ['aborted', 'expired', 'rejected', 'purged'] as const) {
      it(`is given back at ${state}`, async () => {
        const { records } = await createRecords();
        const owner = mintId();
        const upload = await reserveOne(records, { ownerId: owner, reservedBytes: 10_000 });
        await reach(records, upload, state);
        await reserve(records, [newUpload(owner, { reservedBytes: 10_000 })], {
          quota: { ...quota, maxFiles: 1 },
        });
      });
    }

    it('stays taken in the trash, and is taken again by a late transfer', async () => {
      const { records } = await createRecords();
      const owner = mintId();
      const kept = await reserveOne(records, { ownerId: owner });
      const available = await reach(records, kept, 'available');
      await move(records, available, 'deleted');
      const late = await reserveOne(records, { ownerId: owner });
      await move(records, late, 'expired');
      await move(records, late, 'uploaded', { patch: { size: 1_000 } });
      const more = (reservedBytes: number) =>
        codeOf(reserve(records, [newUpload(owner, { reservedBytes })], { quota }));
      expect(await more(8_001)).toBe('QUOTA_EXCEEDED');
      expect(await more(8_000)).toBe('no error');
    });
  });

  describe('quota of a profile', () => {
    const edges = [
      // [the account's, the profile's, how many of 200 pass]
      [{ maxBytes: 50_000, maxFiles: 500 }, { maxBytes: 10_000, maxFiles: 500 }, 10],
      [{ maxBytes: 10_000, maxFiles: 500 }, { maxBytes: 50_000, maxFiles: 500 }, 10],
      [{ maxBytes: 1e9, maxFiles: 500 }, { maxBytes: 1e9, maxFiles: 7 }, 7],
      [{ maxBytes: 1e9, maxFiles: 6 }, { maxBytes: 1e9, maxFiles: 7 }, 6],
      [null, { maxBytes: 9_999, maxFiles: 500 }, 9],
    ] as const;
    for (const [account, profile, passing] of edges) {
      const limits = JSON.stringify({ account, profile });
      it(`lets 200 parallel reservations through up to the nearer limit: ${limits}`, async () => {
        const { records } = await createRecords();
        const owner = mintId();
        const one = () =>
          reserve(records, [newUpload(owner, { profile: 'tax' })], {
            quota: account,
            profileQuotas: { tax: profile },
          });
        const codes = await Promise.all(Array.from({ length: 200 }, () => codeOf(one())));
        expect(codes.filter((code) => code === 'no error').length).toBe(passing);
        expect(codes.filter((code) => code === 'QUOTA_EXCEEDED').length).toBe(200 - passing);
        const stored = await records.find({ ownerId: owner, state: 'reserved', limit: 300, cursor: null });
        expect(stored.length).toBe(passing);
      });
    }

    it('is one owner s in one profile, and takes nothing from the account when it refuses', async () => {
      const { records } = await createRecords();
      const owner = mintId();
      const quota = { maxBytes: 3_000, maxFiles: 10 };
      const profileQuotas = { tax: { maxBytes: 1_000, maxFiles: 10 } };
      const mixed = [
        newUpload(owner, { profile: 'tax' }),
        newUpload(owner, { profile: 'tax' }),
        newUpload(owner, { profile: 'photos' }),
      ];
      expect(await codeOf(reserve(records, mixed, { quota, profileQuotas }))).toBe('QUOTA_EXCEEDED');
      expect(await records.find({ uploadIds: mixed.map((upload) => upload.id) })).toEqual([]);
      await reserve(records, mixed.slice(1), { quota, profileQuotas });
      await reserve(records, [newUpload(owner, { profile: '__proto__' })], { quota, profileQuotas });
      const stranger = newUpload(mintId(), { profile: 'tax' });
      await reserve(records, [stranger], { quota, profileQuotas });
    });

    it('settles with the real size, and is given back', async () => {
      const { records } = await createRecords();
      const owner = mintId();
      const profileQuotas = { tax: { maxBytes: 10_000, maxFiles: 2 } };
      const more = (reservedBytes: number) =>
        codeOf(reserve(records, [newUpload(owner, { profile: 'tax', reservedBytes })], { profileQuotas }));
      const upload = await reserveOne(records, { ownerId: owner, profile: 'tax', reservedBytes: 9_000 });
      expect(await more(2_000)).toBe('QUOTA_EXCEEDED');
      await move(records, upload, 'uploaded', { patch: { size: 8_000 } });
      expect(await more(2_001)).toBe('QUOTA_EXCEEDED');
      expect(await more(2_000)).toBe('no error');
      await move(records, upload, 'verifying');
      await move(records, upload, 'rejected');
      expect(await more(8_000)).toBe('no error');
      expect(await more(1)).toBe('QUOTA_EXCEEDED');
    });
  });

  describe('what the profile says', () => {
    it('is kept as it was at the handshake', async () => {
      const { records } = await createRecords();
      const plain = await reserveOne(records);
      const exempt = await reserveOne(records, { isReviewRequired: false });
      expect([plain.isReviewRequired, exempt.isReviewRequired]).toEqual([true, false]);
      expect((await findOne(records, exempt.id))?.isReviewRequired).toBe(false);
    });
  });

  describe('retire and purgeTrash', () => {
    const events = (action: string, upload: UploadRecord) => eventOf(action)(upload);
    const retire = (records: Records, profile: string, keptSince: number, changes: { limit?: number } = {}) =>
      records.retire({
        profile,
        keptSince: at(keptSince),
        limit: 100,
        event: events,
        now: at(2 * hour),
        ...changes,
      });
    const purge = (records: Records, trashedSince: number) =>
      records.purgeTrash({ trashedSince: at(trashedSince), limit: 1_000, event: events, now: at(3 * hour) });

    it('puts into the trash what arrived long enough ago, of this profile only', async () => {
      const { records, listEvents } = await createRecords();
      const profile = mintId();
      const old = await reach(records, await reserveOne(records, { profile }), 'available');
      const other = await reach(records, await reserveOne(records, { profile: mintId() }), 'available');
      expect(await retire(records, profile, minute - 1)).toBe(0);
      expect(await retire(records, profile, minute)).toBe(1);
      expect(await retire(records, profile, minute)).toBe(0);
      expect((await findOne(records, old.id))?.state).toBe('deleted');
      expect((await findOne(records, other.id))?.state).toBe('available');
      expect((await listEvents(old.fileId)).at(-1)).toEqual({ action: 'file.deleted', version: 1 });
    });

    it('counts from the newest version, and takes all versions', async () => {
      const { records } = await createRecords();
      const profile = mintId();
      const first = await reach(records, await reserveOne(records, { profile }), 'available');
      const second = await reserveOne(records, {
        profile,
        ownerId: first.ownerId,
        fileId: first.fileId,
        isNewVersion: true,
      });
      expect(await retire(records, profile, hour)).toBe(0);
      await move(records, second, 'uploaded', { patch: { size: 1_000 }, now: at(hour) });
      expect(await retire(records, profile, hour)).toBe(0);
      await move(records, second, 'verifying', { now: at(hour) });
      await move(records, second, 'available', { now: at(hour) });
      expect(await retire(records, profile, hour - 1)).toBe(0);
      expect(await retire(records, profile, hour)).toBe(1);
      for (const { id } of [first, second]) expect((await findOne(records, id))?.state).toBe('deleted');
    });

    it('takes no more than asked for, and once when several ask at the same time', async () => {
      const { records } = await createRecords();
      const profile = mintId();
      for (let index = 0; index < 4; index += 1) {
        await reach(records, await reserveOne(records, { profile }), 'available');
      }
      expect(await retire(records, profile, hour, { limit: 3 })).toBe(3);
      const counts = await Promise.all([1, 2, 3].map(() => retire(records, profile, hour)));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    });

    it('ends what was in the trash long enough, gives its quota back, and is due until its key is off', async () => {
      const { records, listEvents } = await createRecords();
      const profile = mintId();
      const ownerId = mintId();
      const kept = await reach(records, await reserveOne(records, { profile, ownerId }), 'available');
      await retire(records, profile, hour);
      await purge(records, 2 * hour - 1);
      expect((await findOne(records, kept.id))?.state).toBe('deleted');
      await purge(records, 2 * hour);
      const purged = await findOne(records, kept.id);
      expect([purged?.state, purged?.objectKey]).toEqual(['purged', kept.objectKey]);
      expect((await records.claimedKeys([kept.objectKey ?? ''])).size).toBe(0);
      expect((await listEvents(kept.fileId)).slice(-2).map(({ action }) => action)).toEqual([
        'file.deleted',
        'file.purged',
      ]);
      await reserve(records, [newUpload(ownerId)], { quota: { maxBytes: 1_000, maxFiles: 1 } });
      const isDue = async (milliseconds: number) =>
        (await records.listDue({ now: at(milliseconds), limit: 100_000 })).some(({ id }) => id === kept.id);
      expect(await isDue(3 * hour - 1)).toBe(false);
      expect(await isDue(3 * hour)).toBe(true);
      await move(records, kept, 'purged', { patch: { objectKey: null, incomingKey: null } });
      expect(await isDue(9 * hour)).toBe(false);
      expect(await purge(records, 2 * hour)).toBe(0);
    });

    it('changes nothing when an event cannot be written', async () => {
      const { records, failEvents } = await createRecords();
      const profile = mintId();
      const kept = await reach(records, await reserveOne(records, { profile }), 'available');
      const heal = await failEvents();
      expect(await codeOf(retire(records, profile, hour))).toBe('RECORDS_UNAVAILABLE');
      await heal();
      expect((await findOne(records, kept.id))?.state).toBe('available');
    });
  });

  describe('versions', () => {
    it('numbers them within the file, two in one call too', async () => {
      const { records } = await createRecords();
      const first = await reserveOne(records);
      const next = () => newUpload(first.ownerId, { fileId: first.fileId, isNewVersion: true });
      const { uploads } = await reserve(records, [next(), next()]);
      expect(uploads.map((upload) => upload.version)).toEqual([2, 3]);
      const parallel = await Promise.all(Array.from({ length: 10 }, () => reserve(records, [next()])));
      const numbers = parallel.map((answer) => answer.uploads[0]?.version ?? 0).sort((a, b) => a - b);
      expect(numbers).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
      expect((await records.find({ fileId: first.fileId }))[0]?.version).toBe(13);
      expect((await records.find({ fileId: first.fileId, version: 2 }))[0]?.id).toBe(uploads[0]?.id);
      expect(await records.find({ fileId: first.fileId, version: 99 })).toEqual([]);
    });

    it('has an end to them, with nothing created beyond it', async () => {
      const { records } = await createRecords();
      const first = await reserveOne(records);
      const next = (count: number) =>
        Array.from({ length: count }, () =>
          newUpload(first.ownerId, { fileId: first.fileId, isNewVersion: true, reservedBytes: 1 }),
        );
      await reserve(records, next(limits.maxVersionsPerFile - 2));
      expect(await codeOf(reserve(records, next(2)))).toBe('INVALID_STATE');
      await reserve(records, next(1));
      expect(await codeOf(reserve(records, next(1)))).toBe('INVALID_STATE');
      expect((await records.find({ fileId: first.fileId }))[0]?.version).toBe(limits.maxVersionsPerFile);
    });

    it('refuses a foreign or unknown file, with nothing created', async () => {
      const { records } = await createRecords();
      const foreign = await reserveOne(records);
      const owner = mintId();
      const good = newUpload(owner);
      for (const fileId of [foreign.fileId, mintId(), "x'\0"]) {
        const bad = newUpload(owner, { fileId, isNewVersion: true });
        expect(await codeOf(reserve(records, [good, bad]))).toBe('NOT_FOUND');
      }
      expect(await findOne(records, good.id)).toBe(undefined);
      await reserve(records, [good], { quota: { maxBytes: 1_000, maxFiles: 1 } });
    });
  });

  describe('attachMultipart', () => {
    it('is kept from the first caller, and only while reserved', async () => {
      const { records } = await createRecords();
      const upload = await reserveOne(records, { kind: 'multipart', incomingKey: null, partSize: 5 << 20 });
      const attach = (id: string, storageUploadId: string) =>
        records.attachMultipart({ uploads: [{ id, storageUploadId }], now: at(0) });
      await attach(upload.id, 'first');
      await attach(upload.id, 'second');
      expect((await findOne(records, upload.id))?.storageUploadId).toBe('first');
      const aborted = await reserveOne(records);
      await move(records, aborted, 'aborted');
      await attach(aborted.id, 'late');
      expect((await findOne(records, aborted.id))?.storageUploadId).toBe(null);
    });
  });

  describe('find', () => {
    it('leaves out what does not exist, whatever the id looks like', async () => {
      const { records } = await createRecords();
      const upload = await reserveOne(records);
      const found = await records.find({ uploadIds: [mintId(), upload.id, '', '\0', "' or 1=1", '🙂'] });
      expect(found.map((record) => record.id)).toEqual([upload.id]);
      expect(await records.find({ fileId: '\0' })).toEqual([]);
    });

    it('pages through the unfinished uploads of one owner, newest first', async () => {
      const { records } = await createRecords();
      const ownerId = mintId();
      const foreign = await reserveOne(records);
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) {
        const { uploads } = await reserve(records, [newUpload(ownerId)], { now: at(index >> 1) });
        ids.push(uploads[0]?.id ?? '');
      }
      const seen: string[] = [];
      let cursor: string | null = null;
      for (;;) {
        const page: UploadRecord[] = await records.find({ ownerId, state: 'reserved', limit: 2, cursor });
        if (page.length === 0) break;
        seen.push(...page.map((record) => record.id));
        cursor = page.at(-1)?.id ?? null;
      }
      expect(seen.length).toBe(5);
      expect([...seen].sort()).toEqual([...ids].sort());
      expect(seen[0]).toBe(ids[4]);
      for (const wrong of [foreign.id, mintId(), '\0']) {
        const page = records.find({ ownerId, state: 'reserved', limit: 2, cursor: wrong });
        expect(await codeOf(page)).toBe('INVALID_QUERY');
      }
    });
  });

  describe('authoriseSigning', () => {
    const sign = (records: Records, ids: readonly string[], changes: Partial<SigningInput> = {}) =>
      records.authoriseSigning({
        uploadIds: ids,
        ownerId: null,
        states: ['reserved'],
        event: eventOf('url.signed'),
        now: at(0),
        ...changes,
      });

    it('returns only the owner s records in an allowed state, with one event each', async () => {
      const { records, listEvents } = await createRecords();
      const mine = await reserveOne(records);
      const aborted = await reserveOne(records, { ownerId: mine.ownerId });
      await move(records, aborted, 'aborted');
      const foreign = await reserveOne(records);
      const ids = [foreign.id, mintId(), aborted.id, '\0', mine.id, mine.id];
      const signed = await sign(records, ids, { ownerId: mine.ownerId });
      expect(signed.map((record) => record.id)).toEqual([mine.id]);
      const actions = async (fileId: string) => (await listEvents(fileId)).map((event) => event.action);
      expect(await actions(mine.fileId)).toEqual(['upload.reserved', 'url.signed']);
      expect(await actions(foreign.fileId)).toEqual(['upload.reserved']);
      expect(await actions(aborted.fileId)).toEqual(['upload.reserved', 'file.aborted']);
      expect((await sign(records, [foreign.id])).length).toBe(1);
    });

    it('moves writableUntil forward only', async () => {
      const { records } = await createRecords();
      const upload = await reserveOne(records);
      const [later] = await sign(records, [upload.id], { writableUntil: at(20 * minute) });
      expect(later?.writableUntil).toEqual(at(20 * minute));
      const [earlier] = await sign(records, [upload.id], { writableUntil: at(5 * minute) });
      expect(earlier?.writableUntil).toEqual(at(20 * minute));
      const stored = await findOne(records, upload.id);
      expect(stored).toEqual({ ...upload, writableUntil: at(20 * minute) });
    });

    it('signs nothing when the event cannot be written', async () => {
      const { records, failEvents } = await createRecords();
      const upload = await reserveOne(records);
      const heal = await failEvents();
      expect(await codeOf(sign(records, [upload.id], { writableUntil: at(hour) }))).toBe(
        'RECORDS_UNAVAILABLE',
      );
      await heal();
      expect((await findOne(records, upload.id))?.writableUntil).toEqual(at(10 * minute));
    });
  });

  describe('transition', () => {
    it('sets the facts and raises the state version', async () => {
      const { records, listEvents } = await createRecords();
      const upload = await reserveOne(records);
      const objectKey = `files/${mintId()}`;
      const moved = await move(records, upload, 'uploaded', {
        from: ['reserved', 'expired'],
        patch: { size: 999, objectKey, etag: '"e"', contentType: 'text/plain' },
      });
      expect(moved).toEqual({
        ...upload,
        state: 'uploaded',
        stateVersion: 2,
        size: 999,
        objectKey,
        etag: '"e"',
        contentType: 'text/plain',
        updatedAt: at(minute),
      });
      expect(await findOne(records, upload.id)).toEqual(moved);
      expect((await listEvents(upload.fileId)).at(-1)).toEqual({ action: 'file.uploaded', version: 1 });
    });

    it('lets exactly one of 50 parallel attempts win, with one event', async () => {
      const { records, listEvents } = await createRecords();
      const upload = await reserveOne(records);
      const results = await Promise.all(
        Array.from({ length: 50 }, () =>
          move(records, upload, 'uploaded', {
            from: ['reserved'],
            patch: { size: 1, objectKey: `files/${mintId()}` },
          }),
        ),
      );
      const winners = results.filter((result) => result !== null);
      expect(winners.length).toBe(1);
      expect((await findOne(records, upload.id))?.objectKey).toBe(winners[0]?.objectKey);
      expect((await listEvents(upload.fileId)).length).toBe(2);
    });

    it('does nothing in another state, at another state version, or for an unknown id', async () => {
      const { records, listEvents } = await createRecords();
      const upload = await reserveOne(records);
      expect(await move(records, upload, 'available', { from: ['verifying'] })).toBe(null);
      expect(await move(records, upload, 'uploaded', { stateVersion: 7 })).toBe(null);
      expect(await move(records, { ...upload, id: mintId() }, 'uploaded')).toBe(null);
      expect(await move(records, { ...upload, id: '\0' }, 'uploaded')).toBe(null);
      expect((await listEvents(upload.fileId)).length).toBe(1);
      expect((await move(records, upload, 'uploaded', { stateVersion: 1 }))?.stateVersion).toBe(2);
    });

    it('changes facts without changing the state', async () => {
      const { records, listEvents } = await createRecords();
      const upload = await reserveOne(records);
      const available = await reach(records, upload, 'available');
      const patched = await move(records, available, 'available', { patch: { incomingKey: null } });
      expect(patched?.incomingKey).toBe(null);
      expect(patched?.stateVersion).toBe(available.stateVersion + 1);
      expect((await listEvents(upload.fileId)).length).toBe(5);
    });

    it('allows what the state table allows and nothing else', async () => {
      const { records } = await createRecords();
      for (const from of storageStates) {
        for (const to of storageStates) {
          if (from === to) continue;
          const upload = await reach(records, await reserveOne(records), from);
          const code = await codeOf(move(records, upload, to));
          const path = ['reserved', ...pathTo(from)];
          const isRestore = from === 'deleted' && to !== 'purged';
          const isAllowed = isRestore
            ? path.at(-2) === to
            : (storageTransitions[from] as readonly string[]).includes(to);
          expect(`${from} -> ${to}: ${code}`).toBe(
            `${from} -> ${to}: ${isAllowed ? 'no error' : 'INVALID_STATE'}`,
          );
        }
      }
    });

    it('changes nothing when the event cannot be written', async () => {
      const { records, failEvents } = await createRecords();
      const upload = await reserveOne(records);
      const heal = await failEvents();
      expect(await codeOf(move(records, upload, 'uploaded'))).toBe('RECORDS_UNAVAILABLE');
      await heal();
      expect(await findOne(records, upload.id)).toEqual(upload);
    });
  });

  describe('listDue', () => {
    async function due(records: Records, upload: UploadRecord, milliseconds: number): Promise<boolean> {
      const found = await records.listDue({ now: at(milliseconds), limit: 100_000 });
      return found.some((record) => record.id === upload.id);
    }

    it('finds reservations whose URLs ended or whose time is up', async () => {
      const { records } = await createRecords();
      const written = await reserveOne(records);
      expect(await due(records, written, 15 * minute - 1)).toBe(false);
      expect(await due(records, written, 15 * minute)).toBe(true);
      const short = await reserveOne(records, { expiresAt: at(2 * minute) });
      expect(await due(records, short, 2 * minute - 1)).toBe(false);
      expect(await due(records, short, 2 * minute)).toBe(true);
    });

    it('finds verifications that stand still', async () => {
      const { records } = await createRecords();
      for (const state of ['uploaded', 'verifying'] as const) {
        const upload = await reach(records, await reserveOne(records), state);
        expect(await due(records, upload, 2 * minute - 1)).toBe(false);
        expect(await due(records, upload, 2 * minute)).toBe(true);
      }
    });

    it('finds what the store still holds of a settled or ended upload, until it is gone', async () => {
      const { records } = await createRecords();
      for (const state of ['available', 'aborted', 'expired', 'rejected'] as const) {
        const upload = await reach(records, await reserveOne(records), state);
        expect(await due(records, upload, 15 * minute - 1)).toBe(false);
        expect(await due(records, upload, 15 * minute)).toBe(true);
        await move(records, upload, state, { patch: { incomingKey: null, objectKey: null } });
        expect(await due(records, upload, 20 * hour)).toBe(false);
      }
    });

    it('returns no more than asked for', async () => {
      const { records } = await createRecords();
      for (let index = 0; index < 3; index += 1) await reserveOne(records);
      expect((await records.listDue({ now: at(30 * hour), limit: 2 })).length).toBe(2);
    });
  });

  describe('scans', () => {
    const verdict = { scanEngine: 'Scanner 1', scanDatabase: '7', scannedAt: at(minute) };

    async function scanned(records: Records, to: StorageState, patch: UploadPatch): Promise<UploadRecord> {
      const verifying = await reach(records, await reserveOne(records), 'verifying');
      return (await move(records, verifying, to, { patch })) ?? verifying;
    }
    const staleOf = async (records: Records, database: string) =>
      new Set((await records.listStaleScans({ database, limit: 100_000 })).map(({ id }) => id));

    it('keeps the verdict with who gave it, and when', async () => {
      const { records } = await createRecords();
      const patch = { ...verdict, scan: 'infected', scanSignature: 'Eicar', reasonCode: 'MALWARE' };
      const held = await scanned(records, 'quarantined', patch);
      expect(held).toMatchObject({ ...patch, state: 'quarantined' });
      expect(await findOne(records, held.id)).toEqual(held);
    });

    it('finds what other signatures judged, or none, and leaves what is infected and held alone', async () => {
      const { records } = await createRecords();
      const clean = await scanned(records, 'available', { ...verdict, scan: 'clean' });
      const unseen = await scanned(records, 'available', { scan: 'not_scanned' });
      const held = await scanned(records, 'quarantined', { scan: 'unavailable', reasonCode: 'HELD' });
      const infected = await scanned(records, 'quarantined', { ...verdict, scan: 'infected' });
      const present = await staleOf(records, '7');
      expect([clean, unseen, held, infected].map(({ id }) => present.has(id))).toEqual([
        false,
        true,
        true,
        false,
      ]);
      for (const database of ['6', '8', '']) {
        const other = await staleOf(records, database);
        expect([clean, unseen, held, infected].map(({ id }) => other.has(id))).toEqual([
          true,
          true,
          true,
          false,
        ]);
      }
      expect((await records.listStaleScans({ database: '8', limit: 2 })).length).toBe(2);
    });

    it('notes that newer signatures say the same, without an event and without a change', async () => {
      const { records, listEvents } = await createRecords();
      const clean = await scanned(records, 'available', { ...verdict, scan: 'clean' });
      const before = await listEvents(clean.fileId);
      const note = { id: clean.id, by: { engine: 'Scanner 2', database: '8' }, now: at(hour) };
      await records.noteScan({ ...note, stateVersion: clean.stateVersion - 1 });
      expect(await findOne(records, clean.id)).toEqual(clean);
      await records.noteScan({ ...note, stateVersion: clean.stateVersion });
      expect(await findOne(records, clean.id)).toEqual({
        ...clean,
        scanEngine: 'Scanner 2',
        scanDatabase: '8',
        scannedAt: at(hour),
      });
      expect(await listEvents(clean.fileId)).toEqual(before);
      expect((await staleOf(records, '8')).has(clean.id)).toBe(false);
    });
  });

  describe('derivatives', () => {
    const planned = [
      { name: 'thumb', contentType: 'image/webp' },
      { name: 'web', contentType: 'image/webp' },
    ];
    const resultOf = (name: string, changes: Partial<DerivativeResult> = {}): DerivativeResult => ({
      name,
      state: 'available',
      contentType: 'image/webp',
      size: 7,
      width: 96,
      height: 64,
      durationSeconds: null,
      reason: null,
      objectKey: `derived/${mintId()}/${name}`,
      ...changes,
    });
    const begin = (records: Records, { id }: UploadRecord, attemptId: string) =>
      records.beginDerivation({ uploadId: id, attemptId, planned, now: at(minute) });
    const finish = (
      records: Records,
      upload: UploadRecord,
      attemptId: string,
      results: readonly DerivativeResult[],
    ) =>
      records.finishDerivation({
        uploadId: upload.id,
        attemptId,
        results,
        event: eventOf('derivatives.made')(upload),
        now: at(minute),
      });
    const found = (records: Records, { id }: UploadRecord) =>
      records.findDerivatives({ uploadIds: [id, '\0'] });
    const available = async (records: Records) => reach(records, await reserveOne(records), 'available');

    it('are claimed, made and found, with one event, and not made twice', async () => {
      const { records, listEvents } = await createRecords();
      const upload = await available(records);
      expect(await found(records, upload)).toEqual([]);
      expect((await begin(records, upload, 'a'))?.sort()).toEqual(['thumb', 'web']);
      expect((await found(records, upload)).map(({ state }) => state)).toEqual(['pending', 'pending']);
      const results = [
        resultOf('thumb'),
        resultOf('web', {
          state: 'failed',
          size: null,
          width: null,
          height: null,
          reason: 'unreadable',
          objectKey: null,
        }),
        resultOf('page-2', { durationSeconds: 1.5 }),
      ];
      expect((await finish(records, upload, 'a', results))?.sort()).toEqual(['page-2', 'thumb', 'web']);
      const byName = [results[2], results[0], results[1]].map((one) => ({ ...one, uploadId: upload.id }));
      expect(await found(records, upload)).toEqual(byName);
      expect((await listEvents(upload.fileId)).at(-1)).toEqual({ action: 'derivatives.made', version: 1 });
      expect(await begin(records, upload, 'b')).toEqual([]);
      expect(await finish(records, upload, 'b', [resultOf('thumb')])).toBe(null);
      const keys = results.flatMap(({ objectKey }) => objectKey ?? []);
      expect([...(await records.claimedKeys([...keys, `derived/${mintId()}/thumb`]))].sort()).toEqual(
        keys.sort(),
      );
    });

    it('are refused from an attempt that another one overtook', async () => {
      const { records, listEvents } = await createRecords();
      const upload = await available(records);
      await begin(records, upload, 'slow');
      expect((await begin(records, upload, 'fast'))?.sort()).toEqual(['thumb', 'web']);
      const before = (await listEvents(upload.fileId)).length;
      expect(await finish(records, upload, 'slow', [resultOf('thumb'), resultOf('page-2')])).toBe(null);
      expect((await listEvents(upload.fileId)).length).toBe(before);
      const kept = resultOf('thumb');
      expect(await finish(records, upload, 'fast', [kept, resultOf('web')])).toEqual(['thumb', 'web']);
      expect(await finish(records, upload, 'slow', [resultOf('thumb')])).toBe(null);
      expect((await found(records, upload))[0]).toEqual({ ...kept, uploadId: upload.id });
    });

    it('are made of available versions only, and claimed by nobody once the version is purged', async () => {
      const { records } = await createRecords();
      const early = await reach(records, await reserveOne(records), 'verifying');
      expect(await begin(records, early, 'a')).toBe(null);
      expect(await begin(records, { ...early, id: '\0' }, 'a')).toBe(null);
      const upload = await available(records);
      await begin(records, upload, 'a');
      const trashed = (await move(records, upload, 'deleted')) ?? upload;
      expect(await finish(records, trashed, 'a', [resultOf('thumb')])).toBe(null);
      await move(records, upload, 'available');
      const thumb = resultOf('thumb');
      expect(await finish(records, upload, 'a', [thumb, resultOf('web')])).toEqual(['thumb', 'web']);
      await move(records, upload, 'deleted');
      expect((await records.claimedKeys([thumb.objectKey ?? ''])).size).toBe(1);
      await move(records, upload, 'purged');
      expect((await records.claimedKeys([thumb.objectKey ?? ''])).size).toBe(0);
      expect((await found(records, upload)).length).toBe(2);
      await records.removeDerivatives({ uploadId: upload.id });
      expect(await found(records, upload)).toEqual([]);
    });

    it('change nothing when the event cannot be written', async () => {
      const { records, failEvents } = await createRecords();
      const upload = await available(records);
      await begin(records, upload, 'a');
      const heal = await failEvents();
      expect(await codeOf(finish(records, upload, 'a', [resultOf('thumb')]))).toBe('RECORDS_UNAVAILABLE');
      await heal();
      expect((await found(records, upload)).map(({ state }) => state)).toEqual(['pending', 'pending']);
    });

    it('are asked for once more when nobody made them, and not when there is nothing to make', async () => {
      const { records } = await createRecords();
      const upload = await available(records);
      const other = await available(records);
      const made = await available(records);
      await begin(records, made, 'a');
      await finish(
        records,
        made,
        'a',
        planned.map(({ name }) => resultOf(name)),
      );
      const asked = async (milliseconds: number) => {
        const ids: string[] = [];
        await records.requeueDerivations({
          now: at(milliseconds),
          limit: 100_000,
          jobs: ({ id }) => {
            ids.push(id);
            return [];
          },
        });
        return [upload, other, made].map(({ id }) => ids.includes(id));
      };
      expect(await asked(11 * minute - 1)).toEqual([false, false, false]);
      expect(await asked(11 * minute)).toEqual([true, true, false]);
      expect(await asked(48 * hour)).toEqual([false, false, false]);
    });
  });

  describe('claimedKeys', () => {
    it('names the keys that a record has, until it is purged', async () => {
      const { records } = await createRecords();
      const upload = await reach(records, await reserveOne(records), 'available');
      const orphan = `files/${mintId()}`;
      const keys = [upload.objectKey ?? '', upload.incomingKey ?? '', orphan, 'files/\0'];
      const claimed = await records.claimedKeys(keys);
      expect([...claimed].sort()).toEqual(keys.slice(0, 2).sort());
      await move(records, upload, 'deleted');
      await move(records, upload, 'purged');
      expect((await records.claimedKeys(keys)).size).toBe(0);
    });
  });
}

type ReserveInput = Parameters<Records['reserve']>[0];
type SigningInput = Parameters<Records['authoriseSigning']>[0];
