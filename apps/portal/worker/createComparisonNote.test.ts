import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPortalDatabase, type PortalDatabase } from '../test/openPortalDatabase';
import { createComparisonNote } from './createComparisonNote';

let database: PortalDatabase;
beforeAll(async () => {
  database = await openPortalDatabase();
});
afterAll(async () => {
  await database?.close();
});

it('keeps the newest comparison alone, written by workers and read by the portal', async () => {
  const note = createComparisonNote(database.worker);
  const counts = { removedOrphans: 3, abortedMultiparts: 2, missingObjects: 1 };
  const lost = [{ fileId: 'f1', version: 2 }];
  await note(counts, lost, new Date('2030-01-01T10:07:00Z'));
  // A slower worker that had begun earlier.
  await note({ ...counts, missingObjects: 9 }, [], new Date('2030-01-01T09:07:00Z'));
  const read = async () => (await database.app.query('select * from portal.comparison')).rows;
  expect(await read()).toEqual([
    {
      one: true,
      at: new Date('2030-01-01T10:07:00Z'),
      removed_orphans: 3,
      aborted_multiparts: 2,
      missing: 1,
      examples: lost,
    },
  ]);
  await note({ ...counts, missingObjects: 0 }, [], new Date('2030-01-01T11:07:00Z'));
  expect(await read()).toMatchObject([{ missing: 0, examples: [] }]);
  await expect(database.app.query('update portal.comparison set missing = 0')).rejects.toThrow(
    'permission denied',
  );
});
