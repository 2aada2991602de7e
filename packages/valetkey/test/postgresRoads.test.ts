import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresRecords } from '../src/postgres/index.ts';
import { openTestDatabase, type TestDatabase, testServers } from './postgresDatabase.ts';
import { complete, handshake, png, type Rig, send, startRig } from './startRig.ts';

const MiB = 1024 * 1024;

describe.each(testServers)('the roads of an upload on $label', (server) => {
  let database: TestDatabase;
  let rig: Rig;
  beforeAll(async () => {
    database = await openTestDatabase(server);
    rig = await startRig({ wrapRecords: () => createPostgresRecords({ pool: database.app }) });
  });
  afterAll(async () => {
    await rig?.close();
    await database?.close();
  });

  const actionsOf = async (fileId: string) => {
    const { rows } = await database.app.query(
      'select action from valetkey.audit_event where file_id = $1 order by seq',
      [fileId],
    );
    return rows.map(({ action }) => action);
  };

  it('lead to the same end when all of it happens at once', async () => {
    const files = [10, 17 * MiB].map((size) => ({ name: 'a.png', size, contentType: 'image/png' }));
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => handshake(rig, files, { idempotencyKey: 'k' })),
    );
    expect(new Set(answers.map((grants) => grants.map(({ uploadId }) => uploadId).join())).size).toBe(1);
    expect(await rig.openMultiparts()).toBe(1);
    const [small, large] = answers[5]!;
    await send(small!, png(10));
    await send(large!, png(17 * MiB));
    const receipts = (
      await Promise.all(Array.from({ length: 8 }, () => complete(rig, [small!, large!])))
    ).flat();
    for (const receipt of receipts) expect(receipt).toMatchObject({ status: 200 });
    for (const { key } of [small!, large!]) {
      expect((await rig.call('GET', `/api/download?key=${key}`)).status).toBe(200);
      const actions = await actionsOf(key);
      for (const once of ['upload.reserved', 'file.uploaded', 'file.available']) {
        expect(actions.filter((action) => action === once)).toHaveLength(1);
      }
      expect(actions.at(-1)).toBe('url.signed');
    }
    expect((await rig.keys()).filter((key) => key.startsWith('files/'))).toHaveLength(2);
    expect((await rig.call('GET', `/api/download?key=${small!.key}`, undefined, 'bob')).status).toBe(404);
  });

  it('are finished or given up by the sweep, and then it rests', async () => {
    const file = { name: 'b.png', size: 10, contentType: 'image/png' };
    const [finished, abandoned, large, rejected] = await handshake(rig, [
      file,
      file,
      { ...file, size: 17 * MiB },
      file,
    ]);
    await send(finished!, png(10));
    await send(rejected!, new Uint8Array(10).fill(0x41));
    expect(await complete(rig, [rejected!])).toMatchObject([{ status: 409, code: 'TYPE_MISMATCH' }]);
    expect((await rig.call('DELETE', `/api/upload/${large!.uploadId}`)).status).toBe(204);
    rig.advance(20 * 60);
    expect(await rig.valetKey.sweep()).toMatchObject({ settled: 1, failures: 0 });
    rig.advance(25 * 3600);
    expect(await rig.valetKey.sweep()).toMatchObject({ expired: 1, failures: 0 });
    rig.advance(61);
    const report = await rig.valetKey.sweep();
    expect(Object.values(report).reduce((sum, count) => sum + count, 0)).toBe(0);
    expect(await complete(rig, [abandoned!])).toMatchObject([{ status: 409, code: 'UPLOAD_EXPIRED' }]);
    expect((await rig.keys()).every((key) => key.startsWith('files/'))).toBe(true);
    expect(await rig.openMultiparts()).toBe(0);
    expect(await actionsOf(finished!.key)).toContain('file.available');
  });
});
