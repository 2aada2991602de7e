import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPortalDatabase, type PortalDatabase } from '../../../../test/openPortalDatabase';
import { changeView, deleteView, listViews, saveView } from './savedViews';

let database: PortalDatabase;
let pool: Pool;
const by = (userId: string, mayShare = false) => ({
  userId,
  mayShare,
  requestId: 'request',
  now: new Date('2030-01-01T00:00:00Z'),
});
const overdue = { name: 'Overdue', search: '?due=overdue', isShared: false };

beforeAll(async () => {
  database = await openPortalDatabase();
  pool = database.app;
});
afterAll(() => database?.close());

const namesOf = async (userId: string) => (await listViews(pool, userId)).map(({ name }) => name);

it('keeps views to their owners, and what is shared to the team', async () => {
  const own = await saveView(pool, overdue, by('rita'));
  expect(own).toMatchObject({ name: 'Overdue', search: '?due=overdue', isShared: false, isOwn: true });
  const shared = await saveView(
    pool,
    { name: ' Contracts ', search: '?kind=document&x=1&list=open', isShared: true },
    by('lea', true),
  );
  // In its one form, without what is no filter or says what is so anyway.
  expect(shared).toMatchObject({ name: 'Contracts', search: '?kind=document' });
  expect(await namesOf('rita')).toEqual(['Contracts', 'Overdue']);
  expect(await namesOf('ravi')).toEqual(['Contracts']);
  expect((await listViews(pool, 'ravi'))[0]).toMatchObject({ isOwn: false, isShared: true });

  const refused = [
    () => saveView(pool, { ...overdue, isShared: true }, by('rita')),
    () => changeView(pool, own.id, { ...overdue, isShared: true }, by('rita')),
    () => changeView(pool, own.id, overdue, by('ravi')),
    () => changeView(pool, shared.id, overdue, by('rita', true)),
    () => deleteView(pool, shared.id, by('rita', true)),
    () => deleteView(pool, 'x', by('rita')),
  ];
  for (const attempt of refused) await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for (const name of ['', ' ', 'a\nb', 'x'.repeat(61), '\ud800'])
    await expect(saveView(pool, { ...overdue, name }, by('rita'))).rejects.toMatchObject({
      code: 'INVALID_BODY',
    });
});

it('replaces by name, renames, and ends, each with an event that says nothing of the list', async () => {
  const again = await saveView(pool, { ...overdue, name: 'OVERDUE', search: '?q=Ann+Lee' }, by('rita'));
  expect(again.search).toBe('?q=Ann+Lee');
  const other = await saveView(pool, { ...overdue, name: 'Mine', search: '?assignee=mine' }, by('rita'));
  await expect(changeView(pool, other.id, { ...overdue, name: 'overdue' }, by('rita'))).rejects.toMatchObject(
    {
      code: 'INVALID_STATE',
    },
  );
  await changeView(pool, other.id, { ...overdue, name: 'My own' }, by('rita'));
  await deleteView(pool, again.id, by('rita'));
  expect(await namesOf('rita')).toEqual(['Contracts', 'My own']);
  const { rows } = await pool.query(
    "select action, details from valetkey.audit_event where actor_id = 'rita' order by seq",
  );
  expect(rows.map(({ action }) => action)).toEqual([
    'view.saved',
    'view.saved',
    'view.saved',
    'view.changed',
    'view.deleted',
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/overdue|Ann|own/i);
});

it('holds fifty for each person, however many are saved at once', async () => {
  const attempts = Array.from({ length: 55 }, (_, index) =>
    saveView(pool, { ...overdue, name: `view ${index}` }, by('max')).then(
      () => 'saved',
      ({ code }) => code,
    ),
  );
  const outcomes = await Promise.all(attempts);
  expect(outcomes.filter((outcome) => outcome === 'saved')).toHaveLength(50);
  expect(outcomes.filter((outcome) => outcome === 'INVALID_STATE')).toHaveLength(5);
  expect(await saveView(pool, { ...overdue, name: 'view 7', search: '' }, by('max'))).toBeDefined();
});
