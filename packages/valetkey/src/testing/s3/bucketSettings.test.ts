import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRawClient, type RawClient } from '../storeConformance/createRawClient.ts';
import { createS3Server, type S3Server } from './createS3Server.ts';

const keys = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' };
const bucket = 'files';

describe('what is set on a bucket', () => {
  const dir = mkdtempSync(join(tmpdir(), 'valetkey-settings-'));
  let server: S3Server;
  let client: RawClient;

  beforeAll(async () => {
    server = createS3Server({ ...keys, dir, buckets: [bucket, 'files-two'], fsync: false });
    await server.listen();
    client = createRawClient({ ...keys, endpoint: server.url, region: server.region });
  });
  afterAll(async () => {
    await server.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const set = (name: string, body: string) =>
    client.send({ method: 'PUT', bucket, query: { [name]: '' }, body });
  const read = (name: string) => client.send({ method: 'GET', bucket, query: { [name]: '' } });
  const rule = (more: string) =>
    `<LifecycleConfiguration><Rule>${more}<Status>Enabled</Status><Filter><Prefix>a/</Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>`;

  it('gives a lifecycle rule an ID, and refuses IDs that are long or the same, and dates that are none', async () => {
    expect((await set('lifecycle', rule(''))).status).toBe(200);
    expect((await read('lifecycle')).tag('ID')).toMatch(/^[0-9a-f]{32}$/);
    expect((await set('lifecycle', rule('<ID>mine</ID>'))).status).toBe(200);
    expect((await read('lifecycle')).tag('ID')).toBe('mine');
    const twice = rule('<ID>x</ID>').replace(/(<Rule>.*<\/Rule>)/, '$1$1');
    for (const document of [twice, rule(`<ID>${'x'.repeat(256)}</ID>`)]) {
      const refused = await set('lifecycle', document);
      expect([refused.status, refused.tag('Code')]).toEqual([400, 'InvalidArgument']);
    }
    const dated = (date: string) => rule('').replace('<Days>1</Days>', `<Date>${date}</Date>`);
    expect((await set('lifecycle', dated('20200101'))).status).toBe(400);
    expect((await set('lifecycle', dated('2030-01-01T00:00:00Z'))).status).toBe(200);
  });

  it('answers an access control list of the owner alone, and takes no other', async () => {
    await client.send({ method: 'PUT', bucket, key: 'x', body: 'x' });
    for (const key of [undefined, 'x']) {
      const target = { bucket, ...(key && { key }), query: { acl: '' } };
      expect((await client.send({ ...target, method: 'GET' })).tags('Permission')).toEqual(['FULL_CONTROL']);
      const put = (acl: string) => client.send({ ...target, method: 'PUT', headers: { 'x-amz-acl': acl } });
      expect((await put('private')).status).toBe(200);
      expect((await put('public-read')).tag('Code')).toBe('AccessControlListNotSupported');
    }
    const made = await client.send({
      method: 'PUT',
      bucket: 'files-public',
      headers: { 'x-amz-acl': 'public-read' },
    });
    expect(made.tag('Code')).toBe('AccessControlListNotSupported');
  });

  it('keeps a public access block that forbids public policies', async () => {
    const open = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
    });
    const block = (value: boolean) =>
      set(
        'publicAccessBlock',
        `<PublicAccessBlockConfiguration><BlockPublicPolicy>${value}</BlockPublicPolicy><RestrictPublicBuckets>${value}</RestrictPublicBuckets></PublicAccessBlockConfiguration>`,
      );
    const anonymous = () => client.raw({ method: 'GET', target: `/${bucket}/x` });
    await client.send({ method: 'PUT', bucket, key: 'x', body: 'x' });
    expect((await set('policy', open)).status).toBe(204);
    expect((await read('policyStatus')).tag('IsPublic')).toBe('TRUE');
    expect((await anonymous()).status).toBe(200);
    await block(true);
    expect((await anonymous()).status).toBe(403);
    expect((await set('policy', open)).tag('Code')).toBe('AccessDenied');
    await block(false);
    await client.send({ method: 'DELETE', bucket, query: { policy: '' } });
  });

  it('lists buckets by prefix and page, and makes one twice where Amazon does', async () => {
    const first = await client.send({ method: 'GET', query: { prefix: 'files', 'max-buckets': '1' } });
    expect(first.tags('Name')).toEqual(['files']);
    const token = first.tag('ContinuationToken') ?? '';
    const next = await client.send({
      method: 'GET',
      query: { prefix: 'files', 'continuation-token': token },
    });
    expect(next.tags('Name')).toEqual(['files-two']);
    expect((await client.send({ method: 'PUT', bucket })).status).toBe(200);
  });

  it('passes over an expectation that it does not know', async () => {
    const { method, target, headers } = client.presign({ method: 'PUT', bucket, key: 'expect' });
    const response = await client.raw({
      method,
      target,
      headers: { ...headers, expect: '200-ok' },
      body: 'x',
    });
    expect(response.status).toBe(200);
  });
});
