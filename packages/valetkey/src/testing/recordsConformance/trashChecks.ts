import type { Records, StoredObject, UploadRecord } from '../../server/Records.ts';
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
  type RecordsUnderTest,
  reach,
  reserve,
  reserveOne,
  type TestRunner,
} from './recordsFixtures.ts';

/** Retention, trash and what is purged in the end. */
export function trashChecks(
  createRecords: () => Promise<RecordsUnderTest>,
  { describe, it, expect }: TestRunner,
): void {
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

  describe('listStored', () => {
    it('lists what should be in the store in the order of S3, and knows when that is no longer so', async () => {
      const { records } = await createRecords();
      const ids: string[] = [];
      const keys: string[] = [];
      for (let index = 0; index < 3; index += 1) {
        const { id, objectKey } = await reach(records, await reserveOne(records), 'available');
        ids.push(id);
        keys.push(objectKey ?? '');
      }
      const reserved = await reserveOne(records);
      const own = async (prefix: string) => {
        const listed: StoredObject[] = [];
        for await (const object of records.listStored({ prefix }))
          if ([...ids, reserved.id].includes(object.uploadId)) listed.push(object);
        return listed;
      };
      const listed = await own('files/');
      expect(listed.map(({ key }) => key)).toEqual(keys.toSorted());
      expect(await own('derived/')).toEqual([]);
      const [first] = listed;
      expect(first).toMatchObject({ version: 1, state: 'available' });
      expect(await records.isStored(first!)).toBe(true);
      expect(await records.isStored({ ...first!, key: 'files/other' })).toBe(false);
      const upload = (await findOne(records, first!.uploadId))!;
      const trashed = await move(records, upload, 'deleted');
      expect((await own('files/'))[0]).toMatchObject({ key: first!.key, state: 'deleted' });
      await move(records, trashed!, 'purged');
      expect((await own('files/')).map(({ key }) => key)).toEqual(keys.toSorted().slice(1));
      expect(await records.isStored(first!)).toBe(false);
      // Who stops half-way leaves nothing open.
      for await (const _ of records.listStored({ prefix: 'files/' })) break;
      expect(await own('files/')).toHaveLength(2);
    });
  });
}
