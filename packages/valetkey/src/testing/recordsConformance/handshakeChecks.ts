import { limits } from '../../protocol/index.ts';
import {
  at,
  codeOf,
  findOne,
  hour,
  mintId,
  minute,
  move,
  newUpload,
  type RecordsUnderTest,
  reserve,
  reserveOne,
  type TestRunner,
} from './recordsFixtures.ts';

/** What a handshake writes: rows, events, versions and the key of a call. */
export function handshakeChecks(
  createRecords: () => Promise<RecordsUnderTest>,
  { describe, it, expect }: TestRunner,
): void {
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
        metadata: null,
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
        hasPartChecksums: false,
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
}
