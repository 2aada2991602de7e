import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostileRows } from '../../../../test/hostileRows';
import { openPortalDatabase, type PortalDatabase } from '../../../../test/openPortalDatabase';
import { changeTemplate, createTemplate, deleteTemplate, listTemplates } from './messageTemplates';

let database: PortalDatabase;
let pool: Pool;
const by = (userId: string) => ({ userId, requestId: 'request', now: new Date('2030-01-01T00:00:00Z') });
const unsigned = {
  name: 'Unsigned',
  body: 'Please sign {file}, Dr. Quux.',
  purpose: 'request_changes',
  profile: null,
} as const;

beforeAll(async () => {
  database = await openPortalDatabase();
  pool = database.app;
});
afterAll(() => database?.close());

it('keeps texts as they are meant, and refuses what cannot be filled in or read', async () => {
  const created = await createTemplate(
    pool,
    { ...unsigned, name: ' Not signed ', body: '\r\nFirst\r\n\tsecond {due}\n' },
    by('lea'),
  );
  expect(created).toMatchObject({ name: 'Not signed', body: 'First\n\tsecond {due}', revision: 1 });
  for (const name of ['', ' ', 'a\nb', 'x'.repeat(81), '\ud800', 'a\0'])
    await expect(createTemplate(pool, { ...unsigned, name }, by('lea'))).rejects.toMatchObject({
      code: 'INVALID_BODY',
    });
  for (const body of ['', '\n', 'x'.repeat(2_001), 'a\0', '\udc00', 'Dear {name}', '{File}'])
    await expect(createTemplate(pool, { ...unsigned, body }, by('lea'))).rejects.toMatchObject({
      code: 'INVALID_BODY',
    });
  await deleteTemplate(pool, created.id, by('lea'));
});

it('is changed by one at a time, by who saw it as it is, each with an event that repeats no word', async () => {
  const created = await createTemplate(pool, unsigned, by('ada'));
  await expect(createTemplate(pool, { ...unsigned, name: 'UNSIGNED' }, by('ada'))).rejects.toMatchObject({
    code: 'INVALID_STATE',
  });
  const outcomes = await Promise.all(
    ['one', 'two', 'three'].map((body) =>
      changeTemplate(
        pool,
        created.id,
        { ...unsigned, profile: 'contracts', body, revision: 1 },
        by('ada'),
      ).then(
        ({ revision }) => revision,
        ({ code }) => code,
      ),
    ),
  );
  expect(outcomes.sort()).toEqual([2, 'STALE', 'STALE']);
  const other = await createTemplate(pool, { ...unsigned, name: 'Other' }, by('ada'));
  await expect(changeTemplate(pool, other.id, { ...unsigned, revision: 1 }, by('ada'))).rejects.toMatchObject(
    { code: 'INVALID_STATE' },
  );
  await deleteTemplate(pool, created.id, by('ada'));
  await expect(deleteTemplate(pool, created.id, by('ada'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(
    changeTemplate(pool, created.id, { ...unsigned, revision: 2 }, by('ada')),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await deleteTemplate(pool, other.id, by('ada'));

  const { rows } = await pool.query<{ action: string; details: string }>(
    "select action, details from valetkey.audit_event where actor_id = 'ada' order by seq",
  );
  expect(rows.map(({ action }) => action.replace('template.', ''))).toEqual([
    'created',
    'changed',
    'created',
    'deleted',
    'deleted',
  ]);
  expect(JSON.parse(rows[1]!.details)).toEqual({
    template: created.id,
    revision: 2,
    purpose: 'request_changes',
    profile: 'contracts',
  });
  expect(JSON.stringify(rows)).not.toMatch(/quux|unsigned|other/i);
});

it.each(hostileRows('filename').filter(({ input }) => typeof input.value === 'string'))(
  'stores the name and the text of $id as given, or refuses them',
  async ({ id, input }) => {
    const value = String(input.value);
    const outcome = await createTemplate(
      pool,
      { ...unsigned, name: `${value} ${id}`, body: value },
      by('lea'),
    ).catch((error: unknown) => error);
    if (outcome instanceof Error) {
      expect(outcome).toMatchObject({ code: 'INVALID_BODY' });
      return;
    }
    const template = (await listTemplates(pool)).find(({ name }) => name.endsWith(` ${id}`));
    expect(template?.name).toBe(`${value} ${id}`.trim().normalize('NFC'));
    expect(template?.body).toBe(value.replace(/\r\n?/g, '\n').trim());
    await deleteTemplate(pool, template!.id, by('lea'));
  },
);

it('holds two hundred, however many are made at once', async () => {
  const attempts = Array.from({ length: 205 }, (_, index) =>
    createTemplate(pool, { ...unsigned, name: `template ${index}` }, by('max')).then(
      () => 'created',
      ({ code }) => code,
    ),
  );
  const outcomes = await Promise.all(attempts);
  expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(200);
  expect(outcomes.filter((outcome) => outcome === 'INVALID_STATE')).toHaveLength(5);
  expect(await listTemplates(pool)).toHaveLength(200);
});
