import { checkSourceConditions } from '../conditions.ts';
import { attributesOfRequest, headerNames, parseTagHeader } from '../objectAttributes.ts';
import type { Bucket } from '../openStore.ts';
import { percentDecode } from '../parseTarget.ts';
import type { ObjectContext, Reply } from '../RequestContext.ts';
import { largestPut } from '../receiveBody.ts';
import type { ObjectRecord } from '../records.ts';
import { StoreError } from '../StoreError.ts';
import { findObject, hasVersions, newVersion, versionOfWrite } from '../versioning.ts';
import { element, isoTime, xmlDocument } from '../xml.ts';
import { writeObject } from './objects.ts';

export type CopySource = { bucket: Bucket; key: string; record: ObjectRecord };

/** What `x-amz-copy-source` names. @throws 404, `InvalidArgument`, 412 */
export function findCopySource(context: ObjectContext): CopySource {
  const { server, header, authenticated } = context;
  const text = header('x-amz-copy-source') ?? '';
  const at = text.indexOf('?versionId=');
  const path = percentDecode(at === -1 ? text : text.slice(0, at)).replace(/^\//, '');
  const slash = path.indexOf('/');
  if (slash < 1 || slash === path.length - 1) {
    throw new StoreError(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  if (authenticated?.credential.access === 'write') throw new StoreError('AccessDenied');
  const bucket = server.store.buckets.get(path.slice(0, slash));
  if (!bucket) throw new StoreError('NoSuchBucket');
  const key = path.slice(slash + 1);
  const record = findObject(
    server.store,
    bucket,
    key,
    at === -1 ? undefined : percentDecode(text.slice(at + 11)),
  );
  if (server.personality.conditionalCopy !== 'ignored') checkSourceConditions(context, record);
  return { bucket, key, record };
}

function directive({ header }: ObjectContext, name: string): 'COPY' | 'REPLACE' {
  const value = header(name) ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE') throw new StoreError('InvalidArgument', `Unknown ${name}.`);
  return value;
}

/** The copy shares the bytes on disk (a second name of the same file), so it costs the same for any size. */
export async function copyObject(context: ObjectContext): Promise<Reply> {
  const { server, bucket, key, header } = context;
  const { conditionalCopy } = server.personality;
  if (conditionalCopy === 'notImplemented' && (header('if-none-match') ?? header('if-match')) !== undefined) {
    throw new StoreError('NotImplemented');
  }
  const source = findCopySource(context);
  const metadata = directive(context, 'x-amz-metadata-directive');
  const tagging = directive(context, 'x-amz-tagging-directive');
  if (source.record.size > largestPut) {
    throw new StoreError(
      'InvalidRequest',
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  }
  if (source.bucket === bucket && source.key === key && metadata === 'COPY' && !hasVersions(bucket)) {
    throw new StoreError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const own = attributesOfRequest(context, headerNames(context));
  const { headers, metadata: user } = metadata === 'REPLACE' ? own : source.record;
  const tagText = header('x-amz-tagging');
  const tags = tagging === 'REPLACE' ? (tagText ? parseTagHeader(tagText) : []) : (source.record.tags ?? []);
  const release = server.store.blobs.pin(source.record.blobs.map((blob) => blob.id));
  let blobs: ObjectRecord['blobs'];
  try {
    blobs = await Promise.all(
      source.record.blobs.map(async (blob) => ({ ...blob, ...(await server.store.blobs.duplicate(blob)) })),
    );
  } finally {
    release();
  }
  const record: ObjectRecord = {
    op: 'object',
    bucket: bucket.name,
    key,
    version: newVersion(bucket, server.randomId),
    modified: server.now(),
    size: source.record.size,
    etag: source.record.etag,
    headers,
    metadata: user,
    ...(tags.length > 0 && { tags }),
    blobs,
    ...(source.record.checksum && { checksum: source.record.checksum }),
  };
  writeObject({ ...context, header: conditionalCopy === 'ignored' ? () => undefined : header }, record);
  await server.store.flush();
  server.publish({
    name: 'ObjectCreated:Copy',
    bucket: bucket.name,
    key,
    size: record.size,
    etag: record.etag,
  });
  return {
    status: 200,
    headers: {
      ...versionOfWrite(bucket, record.version),
      ...(hasVersions(source.bucket) && { 'x-amz-copy-source-version-id': source.record.version }),
    },
    body: xmlDocument('CopyObjectResult', [
      element('LastModified', isoTime(record.modified)),
      element('ETag', `"${record.etag}"`),
    ]),
  };
}
