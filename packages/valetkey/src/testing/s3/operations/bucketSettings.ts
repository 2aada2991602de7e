import { blocksPublic, isPublicPolicy, parsePolicy } from '../bucketPolicy.ts';
import { parseCors } from '../cors.ts';
import { parseLifecycle, withRuleIds } from '../lifecycle.ts';
import { parseNotifications } from '../notifications.ts';
import { checkTags } from '../objectAttributes.ts';
import type { BucketContext, Reply } from '../RequestContext.ts';
import { readDocument } from '../receiveBody.ts';
import { StoreError, type StoreErrorCode } from '../StoreError.ts';
import { parseVersioning, versioningOf } from '../versioning.ts';
import { childrenOf, element, parseXml, textOf, xmlDocument } from '../xml.ts';

/** A sub-resource of a bucket that is a document: checked when it is put, kept as it was sent, returned as it was kept. */
type Setting = {
  check(document: Buffer): unknown;
  /** What GET answers when there is none: an error, or an empty document of this root. */
  missing: StoreErrorCode | { root: string };
  putStatus: 200 | 204;
  contentType?: string;
};

const settings: Record<string, Setting> = {
  cors: { check: parseCors, missing: 'NoSuchCORSConfiguration', putStatus: 200 },
  lifecycle: { check: parseLifecycle, missing: 'NoSuchLifecycleConfiguration', putStatus: 200 },
  notification: { check: parseNotifications, missing: { root: 'NotificationConfiguration' }, putStatus: 200 },
  policy: {
    check: parsePolicy,
    missing: 'NoSuchBucketPolicy',
    putStatus: 204,
    contentType: 'application/json',
  },
  tagging: {
    check: (document) =>
      checkTags(
        childrenOf(childrenOf(parseXml(document, 'Tagging'), 'TagSet')[0], 'Tag').map((tag) => [
          textOf(tag, 'Key') ?? '',
          textOf(tag, 'Value') ?? '',
        ]),
        50,
      ),
    missing: 'NoSuchTagSet',
    putStatus: 204,
  },
  encryption: {
    check: (document) => parseXml(document, 'ServerSideEncryptionConfiguration'),
    missing: 'ServerSideEncryptionConfigurationNotFoundError',
    putStatus: 200,
  },
  publicAccessBlock: {
    check: (document) => parseXml(document, 'PublicAccessBlockConfiguration'),
    missing: 'NoSuchPublicAccessBlockConfiguration',
    putStatus: 200,
  },
  ownershipControls: {
    check: (document) => parseXml(document, 'OwnershipControls'),
    missing: 'OwnershipControlsNotFoundError',
    putStatus: 200,
  },
};

export const bucketSettingNames: readonly string[] = Object.keys(settings);

/** Whether the personality knows the sub-resource at all. */
function settingOf({ server, req }: BucketContext, name: string): Setting {
  const setting = settings[name];
  const refusal = server.personality.refusedSettings[name];
  if (refusal === 'NotImplemented' || (refusal !== undefined && req.method === 'PUT'))
    throw new StoreError(refusal);
  if (
    !setting ||
    (name === 'cors' && !server.personality.bucketCors) ||
    (name === 'tagging' && !server.personality.tagging)
  ) {
    throw new StoreError('NotImplemented');
  }
  return setting;
}

export async function getBucketSetting(context: BucketContext, name: string): Promise<Reply> {
  const { missing, contentType } = settingOf(context, name);
  const document = context.bucket.settings.get(name);
  if (document === undefined && typeof missing === 'string') throw new StoreError(missing);
  const empty = typeof missing === 'string' ? '' : xmlDocument(missing.root, []);
  return { status: 200, headers: { 'content-type': contentType }, body: document ?? empty };
}

export async function putBucketSetting(context: BucketContext, name: string): Promise<Reply> {
  const setting = settingOf(context, name);
  const document = await readDocument(context, 512 * 1024);
  setting.check(document);
  if (name === 'policy' && blocksPublic(context.bucket, 'BlockPublicPolicy')) {
    if (isPublicPolicy(document.toString('utf8')))
      throw new StoreError('AccessDenied', 'The public access block of the bucket refuses public policies.');
  }
  const text = document.toString('utf8');
  context.server.store.write({
    op: 'setting',
    bucket: context.bucket.name,
    name,
    value: name === 'lifecycle' ? withRuleIds(text, context.server.randomId) : text,
  });
  await context.server.store.flush();
  return { status: setting.putStatus };
}

export async function getBucketPolicyStatus({ bucket }: BucketContext): Promise<Reply> {
  const policy = bucket.settings.get('policy');
  if (policy === undefined) throw new StoreError('NoSuchBucketPolicy');
  return {
    status: 200,
    body: xmlDocument('PolicyStatus', [element('IsPublic', isPublicPolicy(policy) ? 'TRUE' : 'FALSE')]),
  };
}

export async function deleteBucketSetting(context: BucketContext, name: string): Promise<Reply> {
  settingOf(context, name);
  context.server.store.write({ op: 'setting', bucket: context.bucket.name, name, value: null });
  await context.server.store.flush();
  return { status: 204 };
}

export async function getBucketVersioning({ bucket }: BucketContext): Promise<Reply> {
  return {
    status: 200,
    body: xmlDocument('VersioningConfiguration', [element('Status', versioningOf(bucket) || undefined)]),
  };
}

export async function putBucketVersioning(context: BucketContext): Promise<Reply> {
  const refusal = context.server.personality.refusedSettings.versioning;
  if (refusal !== undefined) throw new StoreError(refusal);
  const value = parseVersioning(await readDocument(context));
  context.server.store.write({ op: 'setting', bucket: context.bucket.name, name: 'versioning', value });
  await context.server.store.flush();
  return { status: 200 };
}
