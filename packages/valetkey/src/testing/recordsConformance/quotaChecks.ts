import {
  codeOf,
  findOne,
  mintId,
  move,
  newUpload,
  type RecordsUnderTest,
  reach,
  reserve,
  reserveOne,
  type TestRunner,
} from './recordsFixtures.ts';

/** What an owner may have, in the account and in one profile. */
export function quotaChecks(
  createRecords: () => Promise<RecordsUnderTest>,
  { describe, it, expect }: TestRunner,
): void {
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

    it('and what the handshake agreed on are kept, whatever text is in it', async () => {
      const { records } = await createRecords();
      const metadata = { number: '17', note: 'a\u2028\ud83d\ude00', rows: [1, null, { deep: true }] };
      const agreed = await reserveOne(records, { metadata, hasPartChecksums: true });
      expect(await findOne(records, agreed.id)).toMatchObject({ metadata, hasPartChecksums: true });
      const odd = await reserveOne(records, { metadata: { note: 'a\0b\ud800' } });
      const found = await findOne(records, odd.id);
      const { note } = found!.metadata as { note: string };
      expect([note.length, note[0], note[2]]).toEqual([4, 'a', 'b']);
      const plain = await reserveOne(records);
      expect(plain).toMatchObject({ metadata: null, hasPartChecksums: false });
      expect(await findOne(records, plain.id)).toMatchObject({ metadata: null, hasPartChecksums: false });
    });
  });
}
