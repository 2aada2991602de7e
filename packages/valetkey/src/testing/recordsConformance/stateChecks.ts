import { storageStates, storageTransitions } from '../../protocol/index.ts';
import type { Records, UploadRecord } from '../../server/Records.ts';
import {
  at,
  codeOf,
  eventOf,
  findOne,
  hour,
  mintId,
  minute,
  move,
  newUpload,
  pathTo,
  type RecordsUnderTest,
  reach,
  reserve,
  reserveOne,
  type TestRunner,
} from './recordsFixtures.ts';

/** One conditional update with its event for every change of a state, and what is due for one. */
export function stateChecks(
  createRecords: () => Promise<RecordsUnderTest>,
  { describe, it, expect }: TestRunner,
): void {
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
}

type SigningInput = Parameters<Records['authoriseSigning']>[0];
