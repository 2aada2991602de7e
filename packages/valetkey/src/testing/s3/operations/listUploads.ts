import { checksumAlgorithms, checksumElement } from '../checksums.ts';
import { compareKeys } from '../compareKeys.ts';
import type { BucketContext, ObjectContext, Reply } from '../RequestContext.ts';
import { StoreError } from '../StoreError.ts';
import { element, isoTime, xmlDocument } from '../xml.ts';
import { encoderOf, maxKeysOf } from './listObjects.ts';
import { findUpload } from './multipart.ts';

const person = (name: string) =>
  element(name, [element('ID', 'valetkey'), element('DisplayName', 'valetkey')]);

export async function listParts(context: ObjectContext): Promise<Reply> {
  const { bucket, key, target } = context;
  const upload = findUpload(context, context.server.personality.unknownListParts);
  const markerText = target.query.get('part-number-marker') || '0';
  if (!/^\d{1,9}$/.test(markerText))
    throw new StoreError('InvalidArgument', 'part-number-marker is not a number.');
  const marker = Number(markerText);
  const maxParts = maxKeysOf(target.query.get('max-parts'));
  const encode = encoderOf(target.query.get('encoding-type'));
  const rest = [...upload.parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const page = rest.slice(0, maxParts);
  const isTruncated = rest.length > page.length;
  return {
    status: 200,
    body: xmlDocument('ListPartsResult', [
      element('Bucket', bucket.name),
      element('Key', encode(key)),
      element('UploadId', upload.uploadId),
      person('Initiator'),
      person('Owner'),
      element('StorageClass', 'STANDARD'),
      element('PartNumberMarker', marker),
      element('NextPartNumberMarker', page.at(-1)?.[0] ?? marker),
      element('MaxParts', maxParts),
      element('IsTruncated', isTruncated),
      upload.checksum
        ? element('ChecksumAlgorithm', upload.checksum.algorithm.toUpperCase()) +
          element('ChecksumType', upload.checksum.type)
        : '',
      ...page.map(([number, part]) =>
        element('Part', [
          element('PartNumber', number),
          element('LastModified', isoTime(part.modified)),
          element('ETag', `"${part.etag}"`),
          element('Size', part.size),
          ...checksumAlgorithms.map((algorithm) =>
            element(checksumElement(algorithm), part.checksums?.[algorithm]),
          ),
        ]),
      ),
    ]),
  };
}

export async function listMultipartUploads({ server, bucket, target }: BucketContext): Promise<Reply> {
  const { query } = target;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const maxUploads = maxKeysOf(query.get('max-uploads'));
  const encode = encoderOf(query.get('encoding-type'));
  const isAfter = (key: string, uploadId: string) => {
    if (keyMarker === '') return true;
    const order = compareKeys(key, keyMarker);
    return order > 0 || (order === 0 && idMarker !== '' && uploadId > idMarker);
  };
  const all = [...server.store.uploads.values()]
    .filter((upload) => upload.bucket === bucket.name && upload.key.startsWith(prefix))
    .filter((upload) => isAfter(upload.key, upload.uploadId))
    .sort((a, b) => compareKeys(a.key, b.key) || (a.uploadId < b.uploadId ? -1 : 1));
  const groupOf = (key: string) => {
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return at === -1 ? null : key.slice(0, at + delimiter.length);
  };
  const prefixes = [...new Set(all.flatMap((upload) => groupOf(upload.key) ?? []))];
  const single = all.filter((upload) => groupOf(upload.key) === null);
  const page = single.slice(0, maxUploads);
  const isTruncated = single.length > page.length;
  const last = page.at(-1);
  return {
    status: 200,
    body: xmlDocument('ListMultipartUploadsResult', [
      element('Bucket', bucket.name),
      element('KeyMarker', encode(keyMarker)),
      element('UploadIdMarker', idMarker),
      element('NextKeyMarker', isTruncated && last ? encode(last.key) : undefined),
      element('NextUploadIdMarker', isTruncated ? last?.uploadId : undefined),
      element('Prefix', encode(prefix)),
      element('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
      element('EncodingType', query.get('encoding-type') || undefined),
      element('MaxUploads', maxUploads),
      element('IsTruncated', isTruncated),
      ...page.map((upload) =>
        element('Upload', [
          element('Key', encode(upload.key)),
          element('UploadId', upload.uploadId),
          person('Initiator'),
          person('Owner'),
          element('StorageClass', 'STANDARD'),
          element('Initiated', isoTime(upload.initiated)),
          element('ChecksumAlgorithm', upload.checksum?.algorithm.toUpperCase()),
          element('ChecksumType', upload.checksum?.type),
        ]),
      ),
      ...prefixes.map((group) => element('CommonPrefixes', [element('Prefix', encode(group))])),
    ]),
  };
}
