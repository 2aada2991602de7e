import { describe, expect, it } from 'vitest';
import { createBucketClient, createStoreConfig } from '../../s3/index.ts';
import { type StoreProviderName, storeProviders } from '../../s3/storeProviders.ts';
import type { PolicyStatement } from '../bucket/planPolicy.ts';
import { UsageError } from '../defineCommand.ts';
import { type printKinds, printTemplate } from './printTemplate.ts';

const values = { S3_BUCKET_NAME: 'files', S3_REGION: 'eu-central-1', APP_URL: 'https://files.example.com' };
const print = (kind: (typeof printKinds)[number], provider = 'aws', more = {}) =>
  printTemplate({ kind, values: { ...values, ...more }, provider, origins: [] });

type Policy = { Version: string; Statement: PolicyStatement[] };
const arn = 'arn:aws:s3:::files';
const all = (policy: Policy, effect: string) => policy.Statement.filter(({ Effect }) => Effect === effect);
const actions = (policy: Policy) => new Set(all(policy, 'Allow').flatMap(({ Action }) => Action ?? []));

/** What a linter of policies would say: form, and nothing that reaches beyond the bucket. */
function lint(policy: Policy): void {
  expect(policy.Version).toBe('2012-10-17');
  const sids = policy.Statement.map(({ Sid }) => Sid ?? '');
  for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
  expect(new Set(sids).size).toBe(sids.length);
  for (const { Effect, Action, NotAction, Resource, Condition, Principal } of policy.Statement) {
    expect(NotAction).toBeUndefined();
    const resources = [Resource].flat();
    expect(resources.length).toBeGreaterThan(0);
    for (const resource of resources) expect(resource).toMatch(/^arn:aws:(s3:::files(\/|$)|kms:)/);
    for (const action of [Action].flat()) {
      expect(action).toMatch(/^(s3|kms):([A-Za-z]+|\*)$/);
      if (Effect === 'Allow') expect(action).not.toContain('*');
    }
    if (Effect === 'Deny') {
      expect(Principal).toBe('*');
      expect(Object.keys(Condition ?? {}).length).toBe(1);
    } else expect(Principal).toBeUndefined();
  }
}

/** What Amazon asks for each call of our own client; the calls of setup alone are not the application's. */
const needs: Record<string, string[]> = {
  headBucket: ['s3:ListBucket'],
  headObject: ['s3:GetObject'],
  getObject: ['s3:GetObject'],
  putObject: ['s3:PutObject'],
  copyObject: ['s3:GetObject', 's3:PutObject'],
  deleteObject: ['s3:DeleteObject'],
  deleteObjects: ['s3:DeleteObject'],
  createMultipartUpload: ['s3:PutObject'],
  listParts: ['s3:ListMultipartUploadParts'],
  completeMultipartUpload: ['s3:PutObject'],
  abortMultipartUpload: ['s3:AbortMultipartUpload'],
  listMultipartUploads: ['s3:ListBucketMultipartUploads'],
  listObjects: ['s3:ListBucket'],
};
const setupOnly = ['createBucket', 'getBucketCors', 'putBucketCors'];

describe('valetkey setup --print iam', () => {
  const policies = JSON.parse(print('iam')) as Record<string, Policy>;

  it('is well formed and names nothing but the bucket', () => {
    for (const policy of Object.values(policies)) lint(policy);
  });

  it('allows the application what its calls need, and no more', () => {
    const client = createBucketClient(
      createStoreConfig({
        ...values,
        S3_ENDPOINT: 'store.example.com',
        S3_ACCESS_KEY_ID: 'a',
        S3_SECRET_ACCESS_KEY: 'b',
      }),
    );
    const calls = Object.keys(client).filter((name) => name !== 'bucket' && !setupOnly.includes(name));
    expect(calls.sort()).toEqual(Object.keys(needs).sort());
    const needed = new Set([...Object.values(needs).flat(), 's3:GetBucketLocation']);
    expect([...actions(policies.application!)].sort()).toEqual([...needed].sort());
  });

  it('lets the credentials of uploads write and nothing else, where uploads land', () => {
    const { upload } = policies;
    expect([...actions(upload!)]).toEqual(['s3:PutObject']);
    expect(upload!.Statement[0]!.Resource).toEqual([`${arn}/incoming/*`, `${arn}/files/*`]);
  });

  it('adds the key of encryption to both, by its ARN only', () => {
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234';
    const withKey = JSON.parse(print('iam', 'aws', { S3_SSE: 'aws:kms', S3_SSE_KMS_KEY_ID: key }));
    for (const name of ['application', 'upload']) {
      lint(withKey[name]);
      expect(JSON.stringify(withKey[name])).toContain(key);
    }
  });

  it.each(Object.keys(storeProviders))('has a form for %s that names the bucket', (provider) => {
    expect(print('iam', provider)).toContain('files');
  });
});

describe('valetkey setup --print policy', () => {
  it.each(Object.keys(storeProviders))('%s: refusals that are well formed, or a sentence', (provider) => {
    const without: StoreProviderName[] = ['r2', 'b2', 'gcs', 'linode'];
    if (without.includes(provider as StoreProviderName)) {
      expect(() => print('policy', provider)).toThrow(UsageError);
      return;
    }
    const policy = JSON.parse(print('policy', provider)) as Policy;
    lint(policy);
    expect(all(policy, 'Allow')).toEqual([]);
    const copy = policy.Statement.find(({ Sid }) => Sid === 'ValetKeyDenyCopySource');
    expect(copy?.Resource).toBe(`${arn}/incoming/*`);
  });
});

describe('valetkey setup --print cloudformation and terraform', () => {
  const policiesOf = (texts: readonly string[]) => texts.map((text) => JSON.parse(text) as Policy);

  it('is a template whose references exist and whose policies are the printed ones', () => {
    const template = JSON.parse(print('cloudformation')) as {
      AWSTemplateFormatVersion: string;
      Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
    };
    expect(template.AWSTemplateFormatVersion).toBe('2010-09-09');
    const text = JSON.stringify(template);
    for (const [, name] of text.matchAll(/"Ref":"(\w+)"/g)) expect(template.Resources).toHaveProperty(name!);
    for (const { Type } of Object.values(template.Resources)) expect(Type).toMatch(/^AWS::(S3|IAM)::\w+$/);
    const { ApplicationPolicy, BucketPolicy, Bucket } = template.Resources;
    expect(ApplicationPolicy!.Properties.PolicyDocument).toEqual(JSON.parse(print('iam')).application);
    expect(BucketPolicy!.Properties.PolicyDocument).toEqual(JSON.parse(print('policy')));
    const block = Bucket!.Properties.PublicAccessBlockConfiguration as object;
    expect(Object.values(block)).toEqual([true, true, true, true]);
  });

  it('is Terraform whose blocks close and whose documents are JSON, with nothing to interpolate', () => {
    const text = print('terraform', 'aws', { APP_URL: 'https://files.example.com' });
    const documents = [...text.matchAll(/<<-JSON\n([\s\S]*?)\n\s*JSON$/gm)].map(([, body]) => body!);
    expect(documents).toHaveLength(3);
    for (const policy of policiesOf(documents)) lint(policy);
    const blocks = text.replaceAll(/<<-JSON[\s\S]*?\n\s*JSON$/gm, '""');
    expect(blocks.split('{').length).toBe(blocks.split('}').length);
    expect(text).not.toMatch(/[^$]\$\{|[^%]%\{/);
    const named = [...blocks.matchAll(/\b(aws_\w+)\.(\w+)\b/g)].map(
      ([, type, name]) => `"${type}" "${name}"`,
    );
    expect(named.length).toBeGreaterThan(0);
    for (const reference of named) expect(blocks).toContain(`resource ${reference}`);
  });

  it('is for Amazon only, and says what to do elsewhere', () => {
    for (const kind of ['cloudformation', 'terraform'] as const)
      expect(() => print(kind, 'ceph')).toThrow(/valetkey setup --yes/);
  });
});
