import { checksumElement } from '../checksums.ts';
import { checkTags } from '../objectAttributes.ts';
import type { ObjectContext, Reply } from '../RequestContext.ts';
import { readDocument } from '../receiveBody.ts';
import type { ObjectRecord } from '../records.ts';
import { StoreError } from '../StoreError.ts';
import { findObject, hasVersions } from '../versioning.ts';
import { childrenOf, element, parseXml, textOf, xmlDocument } from '../xml.ts';
import { maxKeysOf } from './listObjects.ts';

const versionHeader = ({ bucket }: ObjectContext, record: ObjectRecord) =>
  hasVersions(bucket) ? { 'x-amz-version-id': record.version } : {};

function named(context: ObjectContext): ObjectRecord {
  if (!context.server.personality.tagging && context.target.query.has('tagging'))
    throw new StoreError('NotImplemented');
  return findObject(context.server.store, context.bucket, context.key, context.target.query.get('versionId'));
}

export async function getObjectTagging(context: ObjectContext): Promise<Reply> {
  const record = named(context);
  const tags = (record.tags ?? []).map(([key, value]) =>
    element('Tag', [element('Key', key), element('Value', value)]),
  );
  return {
    status: 200,
    headers: versionHeader(context, record),
    body: xmlDocument('Tagging', [element('TagSet', tags)]),
  };
}

async function writeTags(context: ObjectContext, tags: [string, string][], status: number): Promise<Reply> {
  const { server } = context;
  const { tags: _, ...record } = named(context);
  // The blobs get second names: the line that replaces another frees the blobs of the other.
  const blobs = await Promise.all(
    record.blobs.map(async (blob) => ({ ...blob, ...(await server.store.blobs.duplicate(blob)) })),
  );
  const current = named(context);
  if (current.modified !== record.modified || current.etag !== record.etag) {
    server.store.blobs.remove(blobs.map((blob) => blob.id));
    throw new StoreError('ServiceUnavailable', 'The object was replaced meanwhile. Please try again.');
  }
  server.store.write({ ...record, blobs, ...(tags.length > 0 && { tags }) });
  await server.store.flush();
  return { status, headers: versionHeader(context, record) };
}

export async function putObjectTagging(context: ObjectContext): Promise<Reply> {
  const set = childrenOf(parseXml(await readDocument(context), 'Tagging'), 'TagSet')[0];
  if (!set) throw new StoreError('MalformedXML');
  const tags = childrenOf(set, 'Tag').map((tag): [string, string] => [
    textOf(tag, 'Key') ?? '',
    textOf(tag, 'Value') ?? '',
  ]);
  return writeTags(context, checkTags(tags), 200);
}

export const deleteObjectTagging = (context: ObjectContext): Promise<Reply> => writeTags(context, [], 204);

export async function getObjectAttributes(context: ObjectContext): Promise<Reply> {
  if (!context.server.personality.objectAttributes) throw new StoreError('NotImplemented');
  const record = named(context);
  const asked = new Set(
    (context.header('x-amz-object-attributes') ?? '').split(',').map((name) => name.trim()),
  );
  if (asked.has('')) throw new StoreError('InvalidArgument', 'x-amz-object-attributes is missing.');
  const { checksum } = record;
  const isMultipart = record.uploadId !== undefined;
  const marker = Number(context.header('x-amz-part-number-marker') ?? 0);
  const maxParts = maxKeysOf(context.header('x-amz-max-parts'));
  const numbered = record.blobs.map((blob, index) => ({ ...blob, number: blob.partNumber ?? index + 1 }));
  const rest = numbered.filter((blob) => blob.number > marker);
  const page = checksum ? rest.slice(0, maxParts) : [];
  return {
    status: 200,
    headers: { 'last-modified': new Date(record.modified).toUTCString(), ...versionHeader(context, record) },
    body: xmlDocument('GetObjectAttributesResponse', [
      asked.has('ETag') ? element('ETag', record.etag) : '',
      asked.has('Checksum') && checksum
        ? element('Checksum', [
            element(checksumElement(checksum.algorithm), checksum.value),
            element('ChecksumType', checksum.type),
          ])
        : '',
      asked.has('ObjectParts') && isMultipart
        ? element('ObjectParts', [
            element('PartsCount', record.blobs.length),
            element('PartNumberMarker', marker),
            element('NextPartNumberMarker', page.at(-1)?.number ?? 0),
            element('MaxParts', maxParts),
            element('IsTruncated', rest.length > page.length && checksum !== undefined),
            ...page.map((blob) =>
              element('Part', [
                element('PartNumber', blob.number),
                element('Size', blob.size),
                checksum
                  ? element(checksumElement(checksum.algorithm), blob.checksums?.[checksum.algorithm])
                  : '',
              ]),
            ),
          ])
        : '',
      asked.has('StorageClass') ? element('StorageClass', 'STANDARD') : '',
      asked.has('ObjectSize') ? element('ObjectSize', record.size) : '',
    ]),
  };
}
