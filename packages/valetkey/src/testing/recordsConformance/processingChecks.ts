import type { StorageState } from '../../protocol/index.ts';
import type { DerivativeResult } from '../../server/DerivativeRecords.ts';
import type { Records, UploadPatch, UploadRecord } from '../../server/Records.ts';
import {
  at,
  codeOf,
  eventOf,
  findOne,
  hour,
  mintId,
  minute,
  move,
  type RecordsUnderTest,
  reach,
  reserveOne,
  type TestRunner,
} from './recordsFixtures.ts';

/** What the workers write about the content: verdicts of the scanner, and what was made from it. */
export function processingChecks(
  createRecords: () => Promise<RecordsUnderTest>,
  { describe, it, expect }: TestRunner,
): void {
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
}
