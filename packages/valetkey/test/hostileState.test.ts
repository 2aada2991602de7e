import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Grant, Problem } from '../src/protocol/index.ts';
import { type HostileRow, hostileRows } from './hostileInputs.ts';
import { complete, handshake, png, type Rig, send, sha256, startRig } from './startRig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const pngFile = (size = 10) => ({ name: 'a.png', size, contentType: 'image/png' });

async function sent(size = 10): Promise<Grant> {
  const [grant] = await handshake(rig, [pngFile(size)]);
  await send(grant!, png(size));
  return grant!;
}

const actions = () => rig.records.events().map(({ action }) => action);

const checks: Record<string, (row: HostileRow) => Promise<void>> = {
  async 'ST-001'() {
    await rig.close();
    rig = await startRig({ options: { verification: 'worker' } });
    const grant = await sent();
    const receipts = (await Promise.all(Array.from({ length: 50 }, () => complete(rig, [grant])))).flat();
    for (const receipt of receipts) expect(receipt).toMatchObject({ status: 200, state: 'uploaded' });
    expect(actions().filter((action) => action === 'file.uploaded')).toHaveLength(1);
    expect(rig.jobs).toHaveLength(1);
    expect((await rig.keys()).filter((key) => key.startsWith('files/'))).toHaveLength(1);
  },
  async 'ST-002'(row) {
    const [grant] = await handshake(rig, [pngFile()]);
    expect(await complete(rig, [grant!])).toMatchObject([
      { status: row.expected.status, code: row.expected.code },
    ]);
    const [big] = await handshake(rig, [pngFile(17 * 1024 * 1024)]);
    expect(await complete(rig, [big!])).toMatchObject([
      { status: row.expected.status, code: row.expected.code },
    ]);
  },
  async 'ST-003'(row) {
    const grant = await sent();
    const before = rig.records.events().length;
    expect(await complete(rig, [grant], 'bob')).toMatchObject([
      { status: row.expected.status, code: row.expected.code },
    ]);
    expect(rig.records.events()).toHaveLength(before);
  },
  // A store that ignores copy-source-if-match, and a client that writes again while the file is being verified.
  async 'ST-005'() {
    await rig.close();
    rig = await startRig({
      personality: 'ceph-16',
      capabilities: {
        postPolicy: false,
        conditionalPut: false,
        checksumSha256: false,
        refusesUnsignedHeaders: false,
      },
      options: { verification: 'worker' },
    });
    const [grant] = await handshake(rig, [pngFile()]);
    await send(grant!, png(10));
    await complete(rig, [grant!]);
    const evil = png(10).fill(0x62, 9);
    expect(await send(grant!, evil)).toEqual([200]);
    expect((await rig.valetKey.verify(grant!.uploadId)).state).toBe('available');
    const { signedUrl } = await rig.json<{ signedUrl: string }>('GET', `/api/download?key=${grant!.key}`);
    const read = new Uint8Array(await (await fetch(signedUrl)).arrayBuffer());
    expect(await sha256(read)).toBe(await sha256(png(10)));
  },
  async 'ST-008'(row) {
    await handshake(rig, [pngFile()], { idempotencyKey: 'k' });
    const response = await rig.call('POST', '/api/upload', { files: [pngFile(11)], idempotencyKey: 'k' });
    expect(response.status).toBe(row.expected.status);
    expect(((await response.json()) as Problem).code).toBe(row.expected.code);
  },
  async 'ST-009'() {
    const [mine] = await handshake(rig, [pngFile()], { idempotencyKey: 'k' });
    const [theirs] = await handshake(rig, [pngFile()], { idempotencyKey: 'k' }, 'bob');
    expect(theirs!.uploadId).not.toBe(mine!.uploadId);
  },
  // Files are changed by the application's own route; of ours, none takes a state and none is a PATCH.
  async 'ST-010'(row) {
    const [grant] = await handshake(rig, [pngFile()]);
    const patch = await rig.call('PATCH', `/api/upload/${grant!.uploadId}`, { state: 'available' });
    expect(patch.status).toBe(405);
    const response = await rig.call('POST', '/api/upload/complete', {
      uploads: [{ uploadId: grant!.uploadId, state: 'available' }],
    });
    expect([response.status, (await response.json()).code]).toEqual([row.expected.status, row.expected.code]);
  },
  // An event is a hint to call `settle`, which believes nothing but the store.
  async 'ST-011'() {
    const [grant] = await handshake(rig, [pngFile()]);
    await expect(rig.valetKey.settle(grant!.uploadId)).rejects.toMatchObject({ code: 'NOT_UPLOADED' });
    expect(await rig.records.find({ uploadIds: [grant!.uploadId] })).toMatchObject([{ state: 'reserved' }]);
  },
  async 'ST-013'() {
    const grant = await sent();
    const [never] = await handshake(rig, [pngFile()]);
    rig.advance(16 * 60);
    expect(await rig.valetKey.sweep()).toMatchObject({ settled: 1, expired: 0, failures: 0 });
    expect((await rig.call('GET', `/api/download?key=${grant.key}`)).status).toBe(200);
    rig.advance(24 * 3600);
    expect(await rig.valetKey.sweep()).toMatchObject({ expired: 1, failures: 0 });
    expect(await complete(rig, [never!])).toMatchObject([{ status: 409, code: 'UPLOAD_EXPIRED' }]);
    expect((await rig.keys()).map((key) => key.split('/')[0])).toEqual(['files']);
    rig.advance(61);
    expect(await rig.valetKey.sweep()).toEqual(nothingDone);
  },
  async 'ST-014'() {
    await rig.close();
    let isFailing = false;
    rig = await startRig({
      wrapRecords: (records) => ({
        ...records,
        transition: async (input) => {
          if (isFailing) throw new Error('the database is gone');
          return records.transition(input);
        },
      }),
    });
    const grant = await sent();
    isFailing = true;
    expect(await complete(rig, [grant])).toMatchObject([{ status: 503, code: 'RECORDS_UNAVAILABLE' }]);
    isFailing = false;
    expect(await complete(rig, [grant])).toMatchObject([{ status: 200, state: 'available' }]);
    expect((await rig.keys()).filter((key) => key.startsWith('files/'))).toHaveLength(1);
  },
  // In strict mode such a store gets no PUT; POST policies and parts do not run foreign headers.
  async 'ST-017'() {
    await rig.close();
    const unsafe = { personality: 'ceph-16', capabilities: { refusesUnsignedHeaders: false } } as const;
    rig = await startRig(unsafe);
    const { signer, bucketClient } = rig;
    const capabilities = {
      postPolicy: true,
      conditionalPut: false,
      signedLength: true,
      checksumSha256: false,
    };
    const strict = await startRig({
      ...unsafe,
      options: {
        store: {
          signer,
          bucketClient,
          capabilities: { ...capabilities, refusesUnsignedHeaders: false, clockSkewSeconds: 0 },
          isStrict: true,
        },
      },
    });
    try {
      const refused = await strict.call('POST', '/api/upload', { contentType: 'image/png' });
      expect([refused.status, (await refused.json()).code]).toEqual([503, 'STORE_UNSAFE']);
      const [grant] = await handshake(strict, [pngFile()]);
      expect(grant!.kind).toBe('post');
    } finally {
      await strict.close();
    }
  },
};

const nothingDone = {
  settled: 0,
  verified: 0,
  expired: 0,
  rederived: 0,
  removedSources: 0,
  abortedMultiparts: 0,
  removedOrphans: 0,
  missingObjects: 0,
  purged: 0,
  retired: 0,
  removedObjects: 0,
  removedBytes: 0,
  failures: 0,
};

describe('hostile state', () => {
  it.each(hostileRows('state').map((row) => [row.id, row] as const))('%s', async (id, row) => {
    const check = checks[id];
    if (check === undefined) throw new Error(`${id} is not mapped: ${JSON.stringify(row)}`);
    await check(row);
  });
});

describe('the sweep', () => {
  it('never removes a source before its URLs ended and five minutes passed', async () => {
    const grant = await sent();
    await complete(rig, [grant]);
    const sources = async () => (await rig.keys()).filter((key) => key.startsWith('incoming/')).length;
    rig.advance(600 + 299);
    await rig.valetKey.sweep();
    expect(await sources()).toBe(1);
    rig.advance(62);
    expect(await rig.valetKey.sweep()).toMatchObject({ removedSources: 1, removedBytes: 10 });
    expect(await sources()).toBe(0);
  });

  it('takes in a late transfer of an expired upload while its source is there', async () => {
    const [grant] = await handshake(rig, [pngFile()]);
    rig.advance(24 * 3600 - 100);
    const { uploads } = await rig.json<{ uploads: Grant[] }>('POST', '/api/upload/sign', {
      uploadIds: [grant!.uploadId],
    });
    rig.advance(200);
    expect(await rig.valetKey.sweep()).toMatchObject({ expired: 1 });
    await send(uploads[0]!, png(10));
    expect(await complete(rig, [grant!])).toMatchObject([{ status: 200, state: 'available' }]);
  });

  it('removes orphans and unknown multipart uploads after a day, and nothing that is claimed', async () => {
    const key = 'files/abcdefghijklmnopqrstuvwxyz';
    await rig.bucketClient.putObject({ key, body: 'orphan', contentType: 'text/plain' });
    await rig.bucketClient.putObject({
      key: key.replace('files', 'incoming'),
      body: 'orphan',
      contentType: 'text/plain',
    });
    await rig.bucketClient.createMultipartUpload({ key: key.replace('a', 'b'), contentType: 'text/plain' });
    await rig.bucketClient.putObject({
      key: key.replace('files', 'derived'),
      body: 'orphan',
      contentType: 'text/plain',
    });
    const grant = await sent();
    await complete(rig, [grant]);
    expect(await rig.valetKey.sweep()).toMatchObject({ removedOrphans: 0, abortedMultiparts: 0 });
    rig.advance(24 * 3600 + 1);
    expect(await rig.valetKey.sweep()).toMatchObject({
      removedOrphans: 3,
      abortedMultiparts: 1,
      removedSources: 1,
    });
    rig.advance(61);
    expect(await rig.valetKey.sweep()).toEqual(nothingDone);
    expect((await rig.call('GET', `/api/download?key=${grant.key}`)).status).toBe(200);
  });

  it('removes nothing of a bucket whose files are mostly unknown to its records, and says so', async () => {
    // As a new database finds it, or one that was named by mistake: the records are lost, the files are not.
    const put = (key: string) =>
      rig.bucketClient.putObject({ key, body: 'of others', contentType: 'text/plain' });
    for (let index = 0; index < 22; index += 1) await put(`files/${index}`);
    for (const key of ['incoming/1', 'derived/1/thumb']) await put(key);
    await rig.bucketClient.createMultipartUpload({ key: 'files/open', contentType: 'text/plain' });
    const grant = await sent();
    await complete(rig, [grant]);
    rig.advance(24 * 3600 + 1);
    const before = (await rig.keys()).filter((key) => !key.startsWith('incoming/') || key === 'incoming/1');
    expect(await rig.valetKey.sweep()).toMatchObject({
      removedOrphans: 0,
      abortedMultiparts: 0,
      failures: 1,
    });
    expect(await rig.keys()).toEqual(before);
    // One fewer, and it may be what calls that died have left.
    await rig.bucketClient.deleteObject({ key: 'files/0' });
    expect(await rig.valetKey.sweep()).toMatchObject({
      removedOrphans: 23,
      abortedMultiparts: 1,
      failures: 0,
    });
    expect((await rig.call('GET', `/api/download?key=${grant.key}`)).status).toBe(200);
  });

  it('leaves alone what is older than its records, and lists the bucket only when it is to', async () => {
    await rig.bucketClient.putObject({ key: 'files/older', body: 'x', contentType: 'text/plain' });
    rig.advance(10);
    const ownSince = rig.clock();
    await rig.bucketClient.putObject({ key: 'files/later', body: 'x', contentType: 'text/plain' });
    rig.advance(24 * 3600 + 1);
    expect(await rig.valetKey.sweep({ ownSince, isStoreListed: false })).toEqual(nothingDone);
    expect(await rig.valetKey.sweep({ ownSince })).toMatchObject({ removedOrphans: 1, failures: 0 });
    expect(await rig.keys()).toEqual(['files/older']);
  });

  it('names what records know and the store has lost, changes nothing of it, and does not mistake what is under way', async () => {
    const [kept, lost, started] = [await sent(), await sent(), (await handshake(rig, [pngFile()]))[0]!];
    await complete(rig, [kept, lost]);
    const [upload] = await rig.records.find({ uploadIds: [lost.uploadId] });
    await rig.bucketClient.deleteObject({ key: upload!.objectKey! });
    const missing: string[] = [];
    const sweep = () => rig.valetKey.sweep({ onMissing: ({ uploadId }) => missing.push(uploadId) });
    expect(await sweep()).toEqual({ ...nothingDone, missingObjects: 1 });
    expect(missing).toEqual([lost.uploadId]);
    expect(await rig.records.find({ uploadIds: [lost.uploadId] })).toEqual([upload]);
    expect((await rig.records.find({ uploadIds: [started.uploadId] }))[0]?.state).toBe('reserved');
    // Of a bucket that was emptied nothing is taken for somebody else's.
    for (const key of await rig.keys()) await rig.bucketClient.deleteObject({ key });
    expect(await sweep()).toMatchObject({ missingObjects: 2, failures: 0 });
  });

  it('verifies what nobody verified', async () => {
    await rig.close();
    rig = await startRig({ options: { verification: 'worker' } });
    const grant = await sent();
    await complete(rig, [grant]);
    rig.advance(61);
    expect(await rig.valetKey.sweep()).toMatchObject({ verified: 1 });
    expect((await rig.call('GET', `/api/download?key=${grant.key}`)).status).toBe(200);
  });
});
