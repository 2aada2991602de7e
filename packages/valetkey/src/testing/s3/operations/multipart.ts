import {
  type Checksum,
  checksumAlgorithms,
  checksumElement,
  checksumOfRequest,
  compositeChecksum,
  createDigest,
  fullObjectChecksum,
  parseAlgorithm,
} from '../checksums.ts';
import { checkWriteConditions } from '../conditions.ts';
import { attributesOfRequest, headerNames } from '../objectAttributes.ts';
import type { OpenUpload, StoredUploadPart } from '../openStore.ts';
import { parseRange } from '../parseRange.ts';
import type { ObjectContext, Reply } from '../RequestContext.ts';
import { readDocument, receiveBody, receiveStream } from '../receiveBody.ts';
import type { ObjectRecord, UploadRecord } from '../records.ts';
import { StoreError } from '../StoreError.ts';
import { newVersion, versionOfWrite } from '../versioning.ts';
import { childrenOf, element, isoTime, parseXml, textOf, xmlDocument } from '../xml.ts';
import { findCopySource } from './copyObject.ts';
import { readBlobs } from './objects.ts';

/** The upload that the request names, which must be of this key. @throws `NoSuchUpload` */
export function findUpload(
  { server, bucket, key, target }: ObjectContext,
  missing: 'NoSuchUpload' | 'NoSuchKey' = 'NoSuchUpload',
): OpenUpload {
  const uploadId = target.query.get('uploadId') ?? '';
  const upload = server.store.uploads.get(uploadId);
  if (!upload || upload.bucket !== bucket.name || upload.key !== key) {
    throw new StoreError(missing, undefined, { details: { UploadId: uploadId } });
  }
  return upload;
}

export async function createMultipartUpload(context: ObjectContext): Promise<Reply> {
  const { server, bucket, key, header } = context;
  const algorithm = server.personality.verifiesChecksums
    ? parseAlgorithm(header('x-amz-checksum-algorithm'))
    : undefined;
  const asked = header('x-amz-checksum-type')?.toUpperCase();
  if (asked !== undefined && (!algorithm || (asked !== 'COMPOSITE' && asked !== 'FULL_OBJECT'))) {
    throw new StoreError(
      'InvalidRequest',
      'x-amz-checksum-type needs x-amz-checksum-algorithm and is COMPOSITE or FULL_OBJECT.',
    );
  }
  const type =
    asked === 'COMPOSITE' || asked === 'FULL_OBJECT'
      ? asked
      : algorithm === 'crc64nvme'
        ? 'FULL_OBJECT'
        : 'COMPOSITE';
  if (type === 'FULL_OBJECT' && algorithm?.startsWith('sha')) {
    throw new StoreError(
      'InvalidRequest',
      `The FULL_OBJECT checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  if (type === 'COMPOSITE' && algorithm === 'crc64nvme') {
    throw new StoreError(
      'InvalidRequest',
      'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.',
    );
  }
  const record: UploadRecord = {
    op: 'upload',
    bucket: bucket.name,
    key,
    uploadId: server.randomId(24),
    initiated: server.now(),
    ...attributesOfRequest(context, headerNames(context)),
    ...(algorithm && { checksum: { algorithm, type } }),
  };
  server.store.write(record);
  await server.store.flush();
  return {
    status: 200,
    headers: algorithm && {
      'x-amz-checksum-algorithm': algorithm.toUpperCase(),
      'x-amz-checksum-type': type,
    },
    body: xmlDocument('InitiateMultipartUploadResult', [
      element('Bucket', bucket.name),
      element('Key', key),
      element('UploadId', record.uploadId),
    ]),
  };
}

function partNumberOf({ target }: ObjectContext): number {
  const text = target.query.get('partNumber') ?? '';
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > 10_000) {
    throw new StoreError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
  }
  return number;
}

/** Keeps a received part, unless the upload was completed or aborted meanwhile. */
function writePart(
  context: ObjectContext,
  upload: OpenUpload,
  partNumber: number,
  part: Omit<StoredUploadPart, 'modified'>,
) {
  const { store } = context.server;
  if (store.uploads.get(upload.uploadId) !== upload) {
    store.blobs.remove([part.id]);
    throw new StoreError('NoSuchUpload', undefined, { details: { UploadId: upload.uploadId } });
  }
  store.write({ op: 'part', uploadId: upload.uploadId, partNumber, modified: context.server.now(), part });
}

export async function uploadPart(context: ObjectContext): Promise<Reply> {
  const upload = findUpload(context);
  const partNumber = partNumberOf(context);
  const sent = context.server.personality.verifiesChecksums ? checksumOfRequest(context.header) : undefined;
  if (sent && upload.checksum && sent.algorithm !== upload.checksum.algorithm) {
    throw new StoreError(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksum.algorithm}, actual checksum Type: ${sent.algorithm}`,
    );
  }
  const { checksum, ...part } = await receiveBody(context, upload.checksum?.algorithm);
  writePart(context, upload, partNumber, part);
  await context.server.store.flush();
  return {
    status: 200,
    headers: {
      etag: `"${part.etag}"`,
      ...(checksum && { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value }),
    },
  };
}

export async function uploadPartCopy(context: ObjectContext): Promise<Reply> {
  const { server, header } = context;
  const upload = findUpload(context);
  const partNumber = partNumberOf(context);
  if (Number(header('content-length') ?? 0) > 0 && server.personality.refusesCopyWithBody)
    throw new StoreError('InvalidRequest', 'A part copy has no body.');
  const { record } = findCopySource(context);
  const text = header('x-amz-copy-source-range');
  const range =
    text === undefined
      ? { start: 0, end: record.size - 1 }
      : /^bytes=\d+-\d+$/.test(text)
        ? parseRange(text, record.size)
        : null;
  if (!range || (text !== undefined && Number(text.split('-')[1]) >= record.size)) {
    throw new StoreError(
      'InvalidArgument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last within the source.',
    );
  }
  const algorithm = upload.checksum?.algorithm;
  const release = server.store.blobs.pin(record.blobs.map((blob) => blob.id));
  let copied: Awaited<ReturnType<typeof receiveStream>>;
  try {
    const source: AsyncIterable<Buffer> =
      record.size === 0 ? none() : readBlobs(context, record, range.start, range.end);
    copied = await receiveStream(context, source, algorithm ? [algorithm] : [], () => {});
  } finally {
    release();
  }
  writePart(context, upload, partNumber, { ...copied.part, ...(algorithm && { checksums: copied.digests }) });
  await server.store.flush();
  return {
    status: 200,
    body: xmlDocument('CopyPartResult', [
      element('LastModified', isoTime(server.now())),
      element('ETag', `"${copied.part.etag}"`),
      algorithm ? element(checksumElement(algorithm), copied.digests[algorithm]) : '',
    ]),
  };
}

async function* none(): AsyncGenerator<Buffer> {}

type NamedPart = { partNumber: number; etag: string; checksums: Map<string, string> };

function parseParts(body: Buffer): NamedPart[] {
  const parts = childrenOf(parseXml(body, 'CompleteMultipartUpload'), 'Part').map((node) => {
    const partNumber = Number(textOf(node, 'PartNumber')?.trim());
    const etag = textOf(node, 'ETag')
      ?.trim()
      .replace(/^"(.*)"$/, '$1');
    if (!Number.isInteger(partNumber) || etag === undefined) throw new StoreError('MalformedXML');
    const checksums = checksumAlgorithms.flatMap((algorithm): [string, string][] => {
      const value = textOf(node, checksumElement(algorithm));
      return value === undefined ? [] : [[algorithm, value]];
    });
    return { partNumber, etag, checksums: new Map(checksums) };
  });
  if (parts.length === 0 || parts.length > 10_000) throw new StoreError('MalformedXML');
  return parts;
}

function checkParts(
  context: ObjectContext,
  upload: OpenUpload,
  named: NamedPart[],
): (StoredUploadPart & { partNumber: number })[] {
  const { personality, minimumPartSize } = context.server;
  const chosen = named.map(({ partNumber, etag, checksums }, index) => {
    if (personality.checksPartOrder && index > 0 && partNumber <= named[index - 1]!.partNumber)
      throw new StoreError('InvalidPartOrder');
    const part = upload.parts.get(partNumber);
    if (!part || part.etag !== etag) {
      throw new StoreError('InvalidPart', undefined, {
        details: { UploadId: upload.uploadId, PartNumber: String(partNumber), ETag: etag },
      });
    }
    for (const [algorithm, value] of checksums) {
      if (
        part.checksums?.[algorithm as keyof typeof part.checksums] !== value &&
        personality.verifiesChecksums
      ) {
        throw new StoreError('InvalidPart', 'The checksum of a part did not match.');
      }
    }
    return { ...part, partNumber };
  });
  if (!personality.checksPartOrder) chosen.sort((a, b) => a.partNumber - b.partNumber);
  if (personality.allPartsMustBeListed && chosen.length !== upload.parts.size)
    throw new StoreError('InvalidPart');
  const small = chosen.slice(0, -1).find((part) => part.size < minimumPartSize);
  if (small) {
    throw new StoreError('EntityTooSmall', undefined, {
      details: {
        ProposedSize: String(small.size),
        MinSizeAllowed: String(minimumPartSize),
        PartNumber: String(small.partNumber),
      },
    });
  }
  return chosen;
}

function checksumOfParts(
  context: ObjectContext,
  upload: OpenUpload,
  parts: StoredUploadPart[],
): Checksum | undefined {
  if (!upload.checksum) return undefined;
  const { algorithm, type } = upload.checksum;
  const values = parts.map((part) => ({ size: part.size, value: part.checksums?.[algorithm] ?? '' }));
  const checksum =
    type === 'FULL_OBJECT' && algorithm !== 'sha1' && algorithm !== 'sha256'
      ? fullObjectChecksum(algorithm, values)
      : compositeChecksum(algorithm, values);
  const expected = context.header(`x-amz-checksum-${algorithm}`);
  if (expected !== undefined && expected.replace(/-\d+$/, '') !== checksum.value.replace(/-\d+$/, '')) {
    throw new StoreError(
      'BadDigest',
      `The ${algorithm} you specified did not match the calculated checksum.`,
    );
  }
  return checksum;
}

export async function completeMultipartUpload(context: ObjectContext): Promise<Reply> {
  const { server, bucket, key, target, header } = context;
  const uploadId = target.query.get('uploadId') ?? '';
  const repeated = () => {
    const record = server.store.current(bucket, key);
    return record?.op === 'object' && record.uploadId === uploadId ? record : null;
  };
  // A client that lost the answer asks again: the object of this upload is the answer, not an error.
  const before = server.store.uploads.has(uploadId) ? null : repeated();
  const named = parseParts(await readDocument(context));
  if (before) return completed(context, before, false);
  if (!server.store.uploads.has(uploadId) && server.personality.unknownComplete === 500) {
    throw new StoreError('InternalError', 'This multipart completion is already in progress');
  }
  const upload = findUpload(context);
  const chosen = checkParts(context, upload, named);
  const size = chosen.reduce((sum, part) => sum + part.size, 0);
  const announced = header('x-amz-mp-object-size');
  if (announced !== undefined && Number(announced) !== size) {
    throw new StoreError(
      'InvalidRequest',
      'The provided x-amz-mp-object-size header does not match what was computed.',
    );
  }
  const checksum = checksumOfParts(context, upload, chosen);
  const md5 = compositeMd5(chosen.map((part) => part.etag));
  const conditional = server.personality.conditionalComplete === 'enforced';
  const record: ObjectRecord = {
    op: 'object',
    bucket: bucket.name,
    key,
    version: newVersion(bucket, server.randomId),
    modified: server.now(),
    size,
    etag: `${md5}-${chosen.length}`,
    headers: upload.headers,
    metadata: upload.metadata,
    ...(upload.tags && { tags: upload.tags }),
    blobs: chosen.map(({ modified: _, ...part }) => part),
    ...(checksum && { checksum }),
    uploadId,
  };
  // Not `writeObject`: a refused Complete leaves the upload and its parts as they are.
  if (conditional) checkWriteConditions(context, server.store.current(bucket, key));
  server.store.write(record);
  await server.store.flush();
  server.publish({
    name: 'ObjectCreated:CompleteMultipartUpload',
    bucket: bucket.name,
    key,
    size,
    etag: record.etag,
  });
  return completed(context, record, true);
}

/** MD5 of the binary MD5s of the parts: the first half of a multipart ETag. */
function compositeMd5(etags: string[]): string {
  const digest = createDigest('md5');
  for (const etag of etags) digest.update(Buffer.from(etag, 'hex'));
  return digest.digest().toString('hex');
}

function completed(
  { server, bucket, key, req }: ObjectContext,
  record: ObjectRecord,
  isFirst: boolean,
): Reply {
  const empty = isFirst && server.personality.completeEtag === 'empty';
  return {
    status: 200,
    headers: versionOfWrite(bucket, record.version),
    body: xmlDocument('CompleteMultipartUploadResult', [
      element('Location', `http://${req.headers.host ?? 'localhost'}/${bucket.name}/${key}`),
      element('Bucket', bucket.name),
      element('Key', key),
      element('ETag', empty ? '' : `"${record.etag}"`),
      record.checksum
        ? element(checksumElement(record.checksum.algorithm), record.checksum.value) +
          element('ChecksumType', record.checksum.type)
        : '',
    ]),
  };
}

export async function abortMultipartUpload(context: ObjectContext): Promise<Reply> {
  const upload = findUpload(context);
  context.server.store.write({ op: 'uploadGone', uploadId: upload.uploadId });
  await context.server.store.flush();
  return { status: 204 };
}
