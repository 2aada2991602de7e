import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPortalDatabase, type PortalDatabase } from '../../../test/openPortalDatabase';
import { createDatabasePool, inTransaction } from '../db/index.server';
import { createProfileStore, type ProfileStore } from './createProfileStore';
import { fileKinds } from './UploadProfileFacts';

let database: PortalDatabase;
let pool: Pool;
let store: ProfileStore;
let now = new Date('2030-01-01T00:00:00Z');
const by = { userId: 'ada', requestId: 'request' };
const input = {
  label: 'Tax papers',
  maxSizeBytes: 1_000,
  maxBytes: 10_000,
  maxFiles: null,
  kinds: ['documents' as const],
  isReviewRequired: false,
  isSecondApprovalRequired: true,
  reasonCodes: [{ code: 'NOT_OURS', label: 'This is not for us' }],
  reviewWithinHours: 24,
  isWatermarked: true,
  retentionDays: 30,
  acceptsTooLargeToScan: true,
};

beforeAll(async () => {
  database = await openPortalDatabase();
  pool = database.app;
});
afterAll(() => database?.close());
beforeEach(async () => {
  await pool.query('delete from portal.upload_profile');
  store = createProfileStore({ pool, maxFileSizeBytes: 5_000, clock: () => now });
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error) => error.code,
  );
const lastEvent = async () =>
  (await pool.query('select actor_id, action, details from valetkey.audit_event order by seq desc limit 1'))
    .rows[0];

describe('createProfileStore', () => {
  it('has a default profile from the configuration until somebody changes it', async () => {
    const [initial, ...others] = await store.list();
    expect(others).toEqual([]);
    expect(initial).toMatchObject({ name: 'default', maxSizeBytes: 5_000, revision: 0, kinds: fileKinds });
    expect((await store.forUploads()).default?.maxSizeBytes).toBe(5_000);

    const codes = await Promise.all(
      Array.from({ length: 10 }, () => codeOf(store.update('default', { ...input, revision: 0 }, by))),
    );
    expect(codes.filter((code) => code === 'no error').length).toBe(1);
    expect(codes.filter((code) => code === 'STALE').length).toBe(9);
    expect((await store.list())[0]).toMatchObject({ name: 'default', revision: 1, updatedBy: 'ada' });
    expect(await codeOf(store.remove('default', by))).toBe('INVALID_STATE');
    expect(await codeOf(store.create('default', input, by))).toBe('INVALID_STATE');
  });

  it('lets one of several changes at one revision through, each with its event', async () => {
    await store.create('tax', input, by);
    expect(await lastEvent()).toMatchObject({ actor_id: 'ada', action: 'profile.created' });
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        codeOf(store.update('tax', { ...input, maxSizeBytes: index + 1, revision: 1 }, by)),
      ),
    );
    expect(codes.filter((code) => code === 'no error').length).toBe(1);
    const changed = (await store.list()).find(({ name }) => name === 'tax');
    expect(changed?.revision).toBe(2);
    const event = await lastEvent();
    expect(event.action).toBe('profile.changed');
    expect(JSON.parse(event.details)).toMatchObject({
      name: 'tax',
      maxSizeBytes: changed?.maxSizeBytes,
      revision: 2,
    });
    expect(await codeOf(store.update('none', { ...input, revision: 1 }, by))).toBe('NOT_FOUND');
    expect(await codeOf(store.update('\0', { ...input, revision: 1 }, by))).toBe('NOT_FOUND');
    expect(await codeOf(store.create('tax', input, by))).toBe('INVALID_STATE');
  });

  it('gives handshakes what was changed here at once, and what was changed elsewhere after two seconds', async () => {
    const other = createProfileStore({ pool, maxFileSizeBytes: 5_000, clock: () => now });
    const before = await store.forUploads();
    expect(await store.forUploads()).toBe(before);
    await other.create('tax', input, by);
    expect(await store.forUploads()).toBe(before);
    now = new Date(now.getTime() + 2_000);
    expect((await store.forUploads()).tax).toMatchObject({
      maxSizeBytes: 1_000,
      quota: { maxBytes: 10_000, maxFiles: Number.MAX_SAFE_INTEGER },
      isReviewRequired: false,
      retentionDays: 30,
      reviewWithinHours: 24,
      acceptsTooLargeToScan: true,
      isSecondApprovalRequired: true,
    });
    expect(await store.isWatermarked('tax')).toBe(true);
    for (const name of ['default', 'gone', 'toString'])
      expect(await store.isWatermarked(name), name).toBe(false);
    expect(await store.keptUntil('tax', '2030-01-01T06:00:00.000Z')).toBe('2030-01-31T06:00:00.000Z');
    expect(await store.keptUntil('tax', null)).toBeNull();
    for (const name of ['default', 'gone', 'toString'])
      expect(await store.keptUntil(name, '2030-01-01T06:00:00.000Z'), name).toBeNull();
    expect(await store.reasonCodes('tax', pool)).toEqual(input.reasonCodes);
    for (const name of ['default', 'gone', 'toString'])
      expect(await store.reasonCodes(name, pool), name).toContainEqual({
        code: 'NOT_SIGNED',
        label: 'A signature is missing',
      });
    const same = await store.forUploads();
    now = new Date(now.getTime() + 2_000);
    expect(await store.forUploads()).toBe(same);
    await store.update('tax', { ...input, maxSizeBytes: 7, revision: 1 }, by);
    expect((await store.forUploads()).tax?.maxSizeBytes).toBe(7);
  });

  it('knows the reasons to a transaction that holds the last connection', async () => {
    const narrow = createDatabasePool({
      connectionString: database.urls.app,
      applicationName: 'test',
      max: 1,
    });
    const own = createProfileStore({ pool: narrow, maxFileSizeBytes: 5_000, clock: () => now });
    await own.create('tax', input, by);
    const codes = await inTransaction(narrow, async (client) => {
      // Somebody else asks meanwhile, and waits for the connection.
      const elsewhere = own.forUploads();
      return [await own.reasonCodes('tax', client), elsewhere] as const;
    });
    expect(codes[0]).toEqual(input.reasonCodes);
    expect((await codes[1]).tax?.maxSizeBytes).toBe(1_000);
    await narrow.end();
  });

  it('keeps a profile while files of it are held, and writes nothing of a change without its event', async () => {
    await store.create('tax', input, by);
    await pool.query(
      "insert into valetkey.profile_quota (owner_id, profile, files) values ('alice', 'tax', 1)",
    );
    expect(await codeOf(store.remove('tax', by))).toBe('INVALID_STATE');
    await pool.query("update valetkey.profile_quota set files = 0 where profile = 'tax'");
    expect(await codeOf(store.remove('tax', { ...by, userId: null as never }))).not.toBe('no error');
    expect((await store.list()).length).toBe(2);
    await store.remove('tax', by);
    expect(await lastEvent()).toMatchObject({ action: 'profile.deleted' });
    expect(await codeOf(store.remove('tax', by))).toBe('NOT_FOUND');
  });
});
