import { afterEach, describe, expect, it } from 'vitest';
import { type Grant, limits, type SignResponse } from '../src/protocol/index.ts';
import type { BucketClient } from '../src/s3/index.ts';
import { complete, handshake, png, type Rig, send, startRig } from './startRig.ts';

/* What one small call may cost the server and the store. */

const GiB = 1024 ** 3;
let rig: Rig;
afterEach(() => rig.close());

const partCounts = (grants: readonly Grant[]) =>
  grants.map((grant) => (grant.kind === 'multipart' ? grant.parts.length : 0));
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe('a call for many large files', () => {
  it('signs a bounded number of part URLs, whole windows for those that are sent first', async () => {
    rig = await startRig();
    const files = Array.from({ length: 150 }, () => ({
      name: 'film.mp4',
      size: GiB,
      contentType: 'video/mp4',
    }));
    const grants = await handshake(rig, files);
    const counts = partCounts(grants);
    expect(sum(counts)).toBe(limits.maxPartUrlsPerCall);
    expect(counts[0]).toBe(90);
    expect(Math.min(...counts)).toBe(1);

    const uploadIds = grants.map(({ uploadId }) => uploadId);
    const again = await rig.json<SignResponse>('POST', '/api/upload/sign', { uploadIds });
    expect(partCounts(again.uploads)).toEqual(counts);
  });
});

describe('a completion that names one upload many times', () => {
  it('looks at the store once for it', async () => {
    let copies = 0;
    let heads = 0;
    const countCalls = (bucketClient: BucketClient): BucketClient => ({
      ...bucketClient,
      copyObject: (input) => {
        copies++;
        return bucketClient.copyObject(input);
      },
      headObject: (input) => {
        heads++;
        return bucketClient.headObject(input);
      },
    });
    rig = await startRig({ wrapBucketClient: countCalls, options: { verification: 'worker' } });
    const [grant] = await handshake(rig, [{ name: 'a.png', size: 100, contentType: 'image/png' }]);
    const named = Array.from({ length: 50 }, () => grant!);

    const early = await complete(rig, named);
    expect(early.map(({ status }) => status)).toEqual(named.map(() => 409));
    // A copy that finds nothing says as much as a HEAD.
    expect({ heads, copies }).toEqual({ heads: 0, copies: 1 });

    await send(grant!, png(100));
    const receipts = await complete(rig, named);
    expect(receipts.map(({ status }) => status)).toEqual(named.map(() => 200));
    // A form's policy has fixed what was sent; the first look at the copy is the verification's.
    expect({ heads, copies }).toEqual({ heads: 0, copies: 2 });
  });
});
