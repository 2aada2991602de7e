import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addUpload, mintId } from '../../test/addUpload.ts';
import { type CliRig, startCliRig } from '../../test/cli/startCliRig.ts';
import { openTestDatabase, type TestDatabase, testServers } from '../../test/postgresDatabase.ts';
import { createBucketClient, createStoreConfig } from '../s3/index.ts';
import { runSweep } from './sweep.ts';

const twoDays = 2 * 86_400;
const text = { contentType: 'text/plain' };

let database: TestDatabase;
let rig: CliRig;
beforeAll(async () => {
  database = await openTestDatabase(testServers[0]!);
});
afterAll(() => database?.close());

beforeEach(async () => {
  await database.owner.query('truncate valetkey.upload, valetkey.file cascade');
  rig = await startCliRig();
  rig.env.DATABASE_URL = database.urls.worker;
  await rig.ask({ method: 'PUT' });
});
afterEach(() => rig.close());

const bucket = () => createBucketClient(createStoreConfig(rig.env));

/** Runs in two days, as the store sees it too, so that everything so far is old. */
async function sweep(argv: string[] = [], env: Record<string, string> = rig.env) {
  rig.faults.setClockSkewSeconds(twoDays);
  const clock = () => new Date(Date.now() + twoDays * 1000);
  const { code, out, err } = await rig.run(runSweep, argv, { clock, env });
  rig.faults.setClockSkewSeconds(0);
  const { hostname, password } = new URL(database.urls.worker);
  if (password !== '') expect(out + err).not.toContain(password);
  return { code, out, err, hostname, report: argv.includes('--json') ? JSON.parse(out) : null };
}

async function keysIn(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of bucket().listObjects({ prefix })) keys.push(key);
  return keys;
}

/** An available file whose bytes are there. */
async function addStoredFile(body = 'hello') {
  const upload = await addUpload(database.app, { ownerId: 'owner', at: new Date(), size: body.length });
  const key = upload.objectKey!;
  await bucket().putObject({ key, body, ...text });
  return { ...upload, objectKey: key };
}

describe('valetkey sweep', () => {
  it('removes what no record claims, aborts what nobody finished, and keeps the rest', async () => {
    const kept = await addStoredFile();
    for (const prefix of ['incoming', 'files', 'derived', 'quarantine'])
      await bucket().putObject({ key: `${prefix}/${mintId()}`, body: 'orphan', ...text });
    const open = await bucket().createMultipartUpload({ key: `files/${mintId()}`, ...text });
    const counted = await sweep(['--dry-run', '--json']);
    expect(counted).toMatchObject({
      code: 0,
      report: {
        ok: true,
        dryRun: true,
        store: { objects: 5, bytes: 29, openMultiparts: 1 },
        removed: { objects: 4, bytes: 24, multiparts: 1 },
        records: { compared: 1, missing: [] },
      },
    });
    expect(await keysIn('')).toHaveLength(5);

    const { code, out } = await sweep();
    expect(code).toBe(0);
    expect(out).toContain('removed 4 objects that no record claims, 24 bytes; aborted 1 multipart upload');
    expect(await keysIn('')).toEqual([kept.objectKey]);
    for await (const { uploadId } of bucket().listMultipartUploads({ prefix: '' }))
      expect(uploadId).not.toBe(open.uploadId);
    expect((await sweep(['--json'])).report.removed).toEqual({ objects: 0, bytes: 0, multiparts: 0 });
  });

  it('leaves what is younger than a day alone', async () => {
    await addStoredFile();
    await bucket().putObject({ key: `incoming/${mintId()}`, body: 'under way', ...text });
    const { code, out } = await rig.run(runSweep, ['--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out).removed.objects).toBe(0);
    expect(await keysIn('incoming/')).toHaveLength(1);
  });

  it('names files whose object is gone', async () => {
    const files = [await addStoredFile(), await addStoredFile(), await addStoredFile()];
    const lost = [...files].sort((a, b) => (a.objectKey < b.objectKey ? -1 : 1))[1]!;
    await bucket().deleteObject({ key: lost.objectKey });
    const { code, report } = await sweep(['--json']);
    expect(code).toBe(1);
    expect(report.records).toEqual({
      compared: 3,
      missing: [{ fileId: lost.fileId, version: 1, state: 'available' }],
    });
    expect((await sweep()).out).toContain(`file ${lost.fileId}, version 1 (available)`);
  });

  it('refuses a database of another bucket before it removes anything', async () => {
    await bucket().putObject({ key: `files/${mintId()}`, body: 'of somebody', ...text });
    const empty = await sweep();
    expect(empty).toMatchObject({ code: 2, out: '' });
    expect(empty.err).toMatch(/no records.*Nothing was removed/);
    const stray = await addStoredFile();
    await bucket().deleteObject({ key: stray.objectKey });
    expect((await sweep()).err).toMatch(/none of those that the records know/);
    expect(await keysIn('files/')).toHaveLength(1);
    expect((await sweep(['--force', '--json'])).report.removed.objects).toBe(1);
  });

  it('removes nothing where most files are unknown, or older than the records', async () => {
    await addStoredFile();
    for (let index = 0; index < 22; index += 1)
      await bucket().putObject({ key: `files/${mintId()}`, body: 'of others', ...text });
    const { code, report } = await sweep(['--json']);
    expect(code).toBe(1);
    expect(report).toMatchObject({ removed: { objects: 0 }, store: { objects: 23 } });
    expect(report.failures).toEqual([
      expect.stringMatching(/^No orphan was removed: of 23 files .* 22 have no record/),
    ]);
    expect(await keysIn('files/')).toHaveLength(23);
    expect((await sweep(['--force', '--json'])).report.removed.objects).toBe(22);

    await bucket().putObject({ key: `files/${mintId()}`, body: 'before us', ...text });
    await database.owner.query(`update valetkey.migration set applied_at = applied_at + interval '1 day'`);
    try {
      expect((await sweep(['--json'])).report).toMatchObject({ ok: true, removed: { objects: 0 } });
    } finally {
      await database.owner.query(`update valetkey.migration set applied_at = applied_at - interval '1 day'`);
    }
  });

  it('says which address is missing, wrong, or without an answer, and never its password', async () => {
    const { DATABASE_URL: _url, ...without } = rig.env;
    expect(await sweep([], without)).toMatchObject({ code: 2, out: '' });
    expect((await sweep([], { ...without, DATABASE_URL: 'mysql://u:CANARY@h' })).code).toBe(2);
    const dead = await sweep([], { ...without, DATABASE_WORKER_URL: 'postgres://u:CANARY@127.0.0.1:9/d' });
    expect(dead.code).toBe(3);
    expect(dead.err).toContain('DATABASE_WORKER_URL cannot be used (ECONNREFUSED)');
  });

  it('tells what the store refused, and ends with 1', async () => {
    await addStoredFile();
    await bucket().putObject({ key: `incoming/${mintId()}`, body: 'orphan', ...text });
    rig.faults.inject({ operation: 'DeleteObjects', status: { status: 403, code: 'AccessDenied' } });
    const { code, err } = await sweep();
    expect(code).toBe(1);
    expect(err).toMatch(/left .*403 AccessDenied/);
    rig.faults.clear();
  });
});
