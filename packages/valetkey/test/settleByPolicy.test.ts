import { afterEach, describe, expect, it } from 'vitest';
import { complete, handshake, png, type Rig, send, startRig } from './startRig.ts';

let rig: Rig;

afterEach(async () => {
  await rig.close();
});

/** Settles one small file while the store says `etagOf` of the ETag where it answers a copy; then verifies it. */
async function settle(etagOf: (etag: string) => string, between: () => Promise<void> = async () => {}) {
  rig = await startRig({
    wrapBucketClient: (bucketClient) => ({
      ...bucketClient,
      async copyObject(input) {
        const copied = await bucketClient.copyObject(input);
        return copied && { etag: etagOf(copied.etag) };
      },
    }),
    options: { verification: 'worker' },
  });
  const [grant] = await handshake(rig, [{ name: 'a.png', size: 100, contentType: 'image/png' }]);
  expect(grant!.kind).toBe('post');
  await send(grant!, png(100));
  await complete(rig, [grant!]);
  const read = async () => (await rig.records.find({ uploadIds: [grant!.uploadId] }))[0]!;
  expect(await read()).toMatchObject({ state: 'uploaded', size: 100 });
  await between();
  await rig.valetKey.verify(grant!.uploadId);
  return read();
}

describe('an upload whose size its policy has fixed', () => {
  it.each([
    ['as a HEAD says it', (etag: string) => etag],
    ['without its quotes', (etag: string) => etag.replaceAll('"', '')],
    ['not at all', () => ''],
  ])('is available where the answer to a copy has the ETag %s', async (_, etagOf) => {
    const upload = await settle(etagOf);
    expect(upload.state).toBe('available');
    expect(upload.etag).toMatch(/^".+"$/);
  });

  it.each([
    ['another size', 50, (etag: string) => etag],
    ['another size, with no ETag to compare', 50, () => ''],
    ['the same size', 100, (etag: string) => etag],
  ])('is rejected when its copy became something of %s before it was verified', async (_, size, etagOf) => {
    const upload = await settle(etagOf, async () => {
      const [key] = (await rig.keys()).filter((name) => name.startsWith('files/'));
      const body = png(size).fill(1, 40);
      await rig.bucketClient.putObject({ key: key!, body, contentType: 'image/png' });
    });
    expect(upload).toMatchObject({ state: 'rejected', reasonCode: 'OBJECT_CHANGED' });
  });
});
