import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MultipartGrant, UploadStatus } from '../src/protocol/index.ts';
import { complete, handshake, png, type Rig, send, sha256, startRig } from './startRig.ts';

const MiB = 1024 * 1024;
const size = 17 * MiB;

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ capabilities: { partChecksumSha256: true } });
});
afterEach(() => rig.close());

/** A picture of which no two parts are the same. */
const film = () => png(size).map((byte, index) => (index < 8 ? byte : ((index >> 20) * 31 + index) % 251));

const begin = async (more: object = { partChecksums: 'sha256' }) =>
  (
    await handshake(rig, [{ name: 'film.png', size, contentType: 'image/png', ...more }])
  )[0] as MultipartGrant;

const numbers = [1, 2, 3, 4];
const partOf = (bytes: Uint8Array<ArrayBuffer>, partNumber: number) =>
  bytes.slice((partNumber - 1) * 5 * MiB, partNumber * 5 * MiB);
const sumsOf = (bytes: Uint8Array<ArrayBuffer>) =>
  Promise.all(numbers.map((partNumber) => sha256(partOf(bytes, partNumber))));
const sign = (uploadId: string, checksumsSha256?: string[], partNumbers = numbers) =>
  rig.call('POST', '/api/upload/parts', { uploadId, partNumbers, checksumsSha256 });

describe('checksums of parts', () => {
  it('are checked by the store, and what it made of them is recorded', async () => {
    const bytes = film();
    const grant = await begin();
    expect(grant).toMatchObject({ partChecksums: 'sha256', parts: [], partSize: 5 * MiB });
    expect(await rig.json<UploadStatus>('GET', `/api/upload/${grant.uploadId}`)).toMatchObject({
      partChecksums: 'sha256',
    });
    const sums = await sumsOf(bytes);
    const { parts } = (await (await sign(grant.uploadId, sums)).json()) as Pick<MultipartGrant, 'parts'>;
    expect(parts.map(({ headers }) => headers)).toEqual(
      sums.map((sum) => ({ 'x-amz-checksum-sha256': sum })),
    );
    // One bit that tipped over on the way.
    const damaged = bytes.slice();
    damaged[6 * MiB]! ^= 1;
    expect(await send({ ...grant, parts }, damaged)).toEqual([200, 400, 200, 200]);
    expect(await complete(rig, [grant])).toMatchObject([{ status: 409, code: 'NOT_UPLOADED' }]);
    expect(await send({ ...grant, parts: [parts[1]!] }, bytes)).toEqual([200]);
    expect(await complete(rig, [grant])).toMatchObject([{ status: 200 }]);

    const ofSums = createHash('sha256').update(Buffer.concat(sums.map((sum) => Buffer.from(sum, 'base64'))));
    const [upload] = await rig.records.find({ uploadIds: [grant.uploadId] });
    expect(upload).toMatchObject({
      hasPartChecksums: true,
      checksumSha256: `${ofSums.digest('base64')}-4`,
      state: 'available',
    });
    const { signedUrl } = await rig.json<{ signedUrl: string }>('GET', `/api/download?key=${grant.key}`);
    const read = Buffer.from(await (await fetch(signedUrl)).arrayBuffer());
    expect(read.equals(bytes)).toBe(true);
  });

  it('keep what was declared of the whole file, which is read to be checked', async () => {
    const bytes = film();
    const whole = await sha256(bytes);
    const grant = await begin({ partChecksums: 'sha256', checksumSha256: whole });
    const answer = await sign(grant.uploadId, await sumsOf(bytes));
    const { parts } = (await answer.json()) as Pick<MultipartGrant, 'parts'>;
    await send({ ...grant, parts }, bytes);
    expect(await complete(rig, [grant])).toMatchObject([{ status: 200 }]);
    const [upload] = await rig.records.find({ uploadIds: [grant.uploadId] });
    expect(upload).toMatchObject({ checksumSha256: whole, state: 'available' });
  });

  it.each<[string, object, (sums: string[]) => string[] | undefined]>([
    ['none were given', { partChecksums: 'sha256' }, () => undefined],
    ['one is missing', { partChecksums: 'sha256' }, (sums) => sums.slice(1)],
    ['one is none', { partChecksums: 'sha256' }, (sums) => ['x', ...sums.slice(1)]],
    ['nobody asked for them', {}, (sums) => sums],
  ])('are refused in words when %s', async (_, more, change) => {
    const grant = await begin(more);
    const response = await sign(grant.uploadId, change(await sumsOf(film())));
    expect([response.status, (await response.json()).code]).toEqual([400, 'INVALID_CHECKSUM']);
  });

  it('are not asked for where the store does not check them', async () => {
    await rig.close();
    rig = await startRig({ personality: 'ceph-16' });
    const grant = await begin();
    expect(grant.partChecksums).toBeUndefined();
    expect(grant.parts).toHaveLength(4);
    expect(await send(grant, film())).toEqual([200, 200, 200, 200]);
    expect(await complete(rig, [grant])).toMatchObject([{ status: 200 }]);
  });

  it('are of SHA-256 and of nothing else', async () => {
    const files = [{ name: 'film.png', size, contentType: 'image/png', partChecksums: 'md5' }];
    const response = await rig.call('POST', '/api/upload', { files });
    expect(response.status).toBe(400);
  });
});
