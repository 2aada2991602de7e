import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresRecords } from '../src/postgres/index.ts';
import { defaultProfile, type Records, type UploadProfile } from '../src/server/index.ts';
import { isIterated } from './mortal.ts';
import { openTestDatabase, slowTestServers, type TestDatabase } from './postgresDatabase.ts';
import { complete, handshake, png, type Rig, type RigOptions, send, startRig } from './startRig.ts';

const day = 86_400;
const total = (report: object) =>
  Object.values(report).reduce((sum: number, count) => sum + Number(count), 0);
const file = { name: 'a.png', size: 10, contentType: 'image/png' };

const stores = [
  { label: 'memory', open: async () => null },
  ...slowTestServers.map((server) => ({ label: server.label, open: () => openTestDatabase(server) })),
];

describe.each(stores)('retention and trash with records in $label', ({ open }) => {
  let database: TestDatabase | null = null;
  const rigs: Rig[] = [];
  beforeAll(async () => {
    database = await open();
  });
  afterEach(async () => {
    for (const rig of rigs.splice(0)) await rig.close();
    // The sweep looks at everybody's files, and the next test wants its own only.
    await database?.owner.query('truncate valetkey.file, valetkey.quota, valetkey.profile_quota cascade');
  });
  afterAll(() => database?.close());

  async function start(options: RigOptions = {}): Promise<Rig> {
    const { wrapRecords } = options;
    const rig = await startRig({
      ...options,
      wrapRecords: (memory) => {
        const records = database === null ? memory : createPostgresRecords({ pool: database.app });
        return wrapRecords?.(records) ?? records;
      },
    });
    rigs.push(rig);
    return rig;
  }

  async function store(rig: Rig, changes: object = {}) {
    const [grant] = await handshake(rig, [{ ...file, ...changes }]);
    await send(grant!, png(10));
    expect(await complete(rig, [grant!])).toMatchObject([{ status: 200 }]);
    return grant!;
  }

  const statusOf = async (rig: Rig, key: string) =>
    (await rig.call('GET', `/api/download?key=${key}`)).status;
  const profiles = { default: defaultProfile, brief: { ...defaultProfile, retentionDays: 10 } };

  it('puts into the trash what is kept no longer, and ends it when its time there is over', async () => {
    const rig = await start({ options: { profiles, trashDays: 5 } });
    const brief = await store(rig, { profile: 'brief' });
    const kept = await store(rig);
    rig.advance(10 * day - 1);
    expect(await rig.valetKey.sweep()).toMatchObject({ retired: 0, purged: 0, failures: 0 });
    rig.advance(1);
    expect(await rig.valetKey.sweep()).toMatchObject({ retired: 1, purged: 0, failures: 0 });
    expect(await statusOf(rig, brief.key)).toBe(404);
    expect((await rig.keys()).length).toBe(2);
    rig.advance(5 * day - 1);
    expect(await rig.valetKey.sweep()).toMatchObject({ purged: 0, failures: 0 });
    rig.advance(1);
    expect(await rig.valetKey.sweep()).toMatchObject({
      purged: 1,
      removedObjects: 1,
      removedBytes: 10,
      failures: 0,
    });
    expect((await rig.keys()).length).toBe(1);
    expect(await statusOf(rig, kept.key)).toBe(200);
    expect(total(await rig.valetKey.sweep())).toBe(0);
    if (database === null) return;
    const { rows } = await database.app.query(
      'select action, purpose, actor_type from valetkey.audit_event where file_id = $1 order by seq desc limit 3',
      [brief.key],
    );
    expect(rows).toEqual([
      { action: 'object.removed', purpose: null, actor_type: 'system' },
      { action: 'file.purged', purpose: 'trash', actor_type: 'system' },
      { action: 'file.deleted', purpose: 'retention', actor_type: 'system' },
    ]);
  });

  it('asks for the days at every sweep, and ends nothing when the answer is wrong', async () => {
    let days = 1;
    const rig = await start({ options: { profiles, trashDays: async () => days } });
    await store(rig, { profile: 'brief' });
    rig.advance(10 * day);
    await rig.valetKey.sweep();
    rig.advance(2 * day);
    for (const wrong of [-1, Number.NaN]) {
      days = wrong;
      expect(await rig.valetKey.sweep()).toMatchObject({ purged: 0, failures: 1 });
    }
    days = 3;
    expect(await rig.valetKey.sweep()).toMatchObject({ purged: 0, failures: 0 });
    days = 2;
    expect(await rig.valetKey.sweep()).toMatchObject({ purged: 1, failures: 0 });
  });

  it('comes to the same end wherever a sweep breaks off', async () => {
    for (let step = 1; ; step += 1) {
      let left = Number.POSITIVE_INFINITY;
      let broke = false;
      /** Every call may be the last one: before it, and after it with its answer lost. */
      const fragile = <Port extends object>(port: Port): Port =>
        new Proxy(port, {
          get(target, name) {
            const member: unknown = Reflect.get(target, name, target);
            if (typeof member !== 'function') return member;
            return (...given: unknown[]) => {
              if (isIterated(name)) return Reflect.apply(member, target, given);
              left -= 1;
              if (left === 0) {
                broke = true;
                return Promise.reject(new Error('gone before'));
              }
              const result: unknown = Reflect.apply(member, target, given);
              left -= result instanceof Promise ? 1 : 0;
              if (left !== 0 || !(result instanceof Promise)) return result;
              broke = true;
              return result.then(() => Promise.reject(new Error('gone after')));
            };
          },
        });
      const rig = await start({
        options: { profiles, trashDays: 0 },
        wrapRecords: (records: Records) => fragile(records),
        wrapBucketClient: (client) => fragile(client),
      });
      await store(rig, { profile: 'brief' });
      rig.advance(10 * day);
      left = step;
      await rig.valetKey.sweep().catch(() => undefined);
      left = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 3; round += 1) {
        rig.advance(61);
        await rig.valetKey.sweep();
      }
      expect(await rig.keys(), `broken at step ${step}`).toEqual([]);
      expect(total(await rig.valetKey.sweep())).toBe(0);
      await rigs.pop()?.close();
      await database?.owner.query('truncate valetkey.file, valetkey.quota, valetkey.profile_quota cascade');
      if (!broke) return;
      expect(step).toBeLessThan(80);
    }
  }, 120_000);

  it('obeys the profiles of the moment, and the default where one is gone', async () => {
    const narrow: UploadProfile = {
      ...defaultProfile,
      maxSizeBytes: 20,
      quota: { maxBytes: 100, maxFiles: 2 },
    };
    let given: Record<string, UploadProfile> = { default: defaultProfile, narrow };
    const rig = await start({ options: { profiles: async () => given } });
    const ask = (changes: object) => rig.call('POST', '/api/upload', { files: [{ ...file, ...changes }] });
    const [first] = await handshake(rig, [{ ...file, profile: 'narrow' }]);
    const [second] = await handshake(rig, [{ ...file, profile: 'narrow' }]);
    expect(await (await ask({ profile: 'narrow' })).json()).toMatchObject({
      status: 409,
      code: 'QUOTA_EXCEEDED',
    });
    expect(await (await ask({ profile: 'nothing' })).json()).toMatchObject({
      status: 400,
      code: 'INVALID_BODY',
      detail: expect.stringContaining('profile'),
    });
    expect((await ask({ profile: '__proto__' })).status).toBe(400);

    given = { default: defaultProfile, narrow: { ...narrow, maxSizeBytes: 5 } };
    expect((await ask({ profile: 'narrow' })).status).toBe(413);
    await send(first!, png(10));
    expect(await complete(rig, [first!])).toMatchObject([{ status: 200 }]);
    expect(await statusOf(rig, first!.key)).toBe(200);

    given = { default: defaultProfile };
    expect((await ask({ profile: 'narrow' })).status).toBe(400);
    await send(second!, png(10));
    expect(await complete(rig, [second!])).toMatchObject([{ status: 200 }]);
    expect(await statusOf(rig, second!.key)).toBe(200);
    expect(await statusOf(rig, first!.key)).toBe(200);

    given = { default: { ...defaultProfile, maxSizeBytes: 0 } };
    expect((await ask({})).status).toBe(500);
    given = null as never;
    expect((await ask({})).status).toBe(500);
  });

  it('lets 200 handshakes at once through to the limit of the account or the profile, and none over', async () => {
    const limited: UploadProfile = { ...defaultProfile, quota: { maxBytes: 70, maxFiles: 1_000 } };
    const rig = await start({
      options: {
        profiles: { default: defaultProfile, limited },
        quota: async () => ({ maxBytes: 150, maxFiles: 1_000 }),
      },
    });
    const rush = async (changes: object) => {
      const answers = await Promise.all(
        Array.from({ length: 200 }, () =>
          rig.call('POST', '/api/upload', { files: [{ ...file, ...changes }] }),
        ),
      );
      const refused = answers.filter(({ status }) => status === 409).length;
      expect(refused + answers.filter(({ status }) => status === 200).length).toBe(200);
      return 200 - refused;
    };
    expect(await rush({ profile: 'limited' })).toBe(7);
    expect(await rush({})).toBe(8);
  });

  it('removes what nobody claims under every prefix', async () => {
    const rig = await start();
    for (const prefix of ['incoming/', 'files/', 'derived/', 'quarantine/']) {
      await rig.bucketClient.putObject({ key: `${prefix}orphan`, body: png(10), contentType: 'image/png' });
    }
    const kept = await store(rig);
    rig.advance(day + 1);
    expect(await rig.valetKey.sweep()).toMatchObject({ removedOrphans: 4, failures: 0 });
    expect(await statusOf(rig, kept.key)).toBe(200);
  });
});
