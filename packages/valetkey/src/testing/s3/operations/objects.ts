import { Readable } from 'node:stream';
import { checkReadConditions, checkWriteConditions } from '../conditions.ts';
import { attributesOfRequest, headerNames, headersOfObject } from '../objectAttributes.ts';
import { parseRange, type Range } from '../parseRange.ts';
import type { ObjectContext, Reply } from '../RequestContext.ts';
import { receiveBody } from '../receiveBody.ts';
import type { ObjectRecord } from '../records.ts';
import { StoreError } from '../StoreError.ts';
import { deleteKey, findObject, hasVersions, newVersion, versionOfWrite } from '../versioning.ts';

/** Conditional writes that the personality does not know are refused before a byte is read. */
export function refuseUnknownConditions({ server, header }: ObjectContext): void {
  if (server.personality.conditionalPut !== 'notImplemented') return;
  if (header('if-none-match') !== undefined || header('if-match') !== undefined)
    throw new StoreError('NotImplemented');
}

export async function putObject(context: ObjectContext): Promise<Reply> {
  const { server, bucket, key } = context;
  const { store } = server;
  refuseUnknownConditions(context);
  const attributes = attributesOfRequest(context, headerNames(context));
  // Asked before the body too, so that a client does not send gigabytes for a 412; decided after it.
  checkWriteConditions(context, store.current(bucket, key));
  const { checksum, ...part } = await receiveBody(context);
  const record: ObjectRecord = {
    op: 'object',
    bucket: bucket.name,
    key,
    version: newVersion(bucket, server.randomId),
    modified: server.now(),
    size: part.size,
    etag: part.etag,
    ...attributes,
    blobs: [{ id: part.id, size: part.size, etag: part.etag }],
    ...(checksum && { checksum: { ...checksum, type: 'FULL_OBJECT' } }),
  };
  writeObject(context, record);
  await store.flush();
  server.publish({
    name: 'ObjectCreated:Put',
    bucket: bucket.name,
    key,
    size: record.size,
    etag: record.etag,
  });
  return {
    status: 200,
    headers: {
      etag: `"${record.etag}"`,
      ...versionOfWrite(bucket, record.version),
      ...(record.checksum && {
        [`x-amz-checksum-${record.checksum.algorithm}`]: record.checksum.value,
        'x-amz-checksum-type': record.checksum.type,
      }),
      ...(record.headers['x-amz-server-side-encryption'] && { 'x-amz-server-side-encryption': 'AES256' }),
    },
  };
}

/** Decides the condition and writes in one turn; the blobs of a loser are removed. */
export function writeObject(
  { server, bucket, key, header }: Pick<ObjectContext, 'server' | 'bucket' | 'key' | 'header'>,
  record: ObjectRecord,
): void {
  try {
    if (server.store.buckets.get(bucket.name) !== bucket) throw new StoreError('NoSuchBucket');
    checkWriteConditions({ header, server }, server.store.current(bucket, key));
    server.store.write(record);
  } catch (error) {
    server.store.blobs.remove(record.blobs.map((blob) => blob.id));
    throw error;
  }
}

const overrides: [string, string][] = [
  ['response-cache-control', 'cache-control'],
  ['response-content-disposition', 'content-disposition'],
  ['response-content-encoding', 'content-encoding'],
  ['response-content-language', 'content-language'],
  ['response-content-type', 'content-type'],
  ['response-expires', 'expires'],
];

function overrideHeaders({ target, authenticated, server, req }: ObjectContext): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [parameter, header] of overrides) {
    const value = target.query.get(parameter);
    if (value === undefined) continue;
    if (!authenticated) {
      throw new StoreError(
        'InvalidRequest',
        'Request specific response headers cannot be used for anonymous GET requests.',
      );
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they would split the response
    if (/[\x00-\x1f\x7f]/.test(value)) {
      if (server.personality.controlsInOverrides !== 'split') {
        // Where the response is broken, the client sees a connection that ends.
        if (server.personality.controlsInOverrides === 'broken') req.socket.destroy();
        throw new StoreError('InvalidArgument', 'Header value cannot be represented.');
      }
      const [own = '', ...more] = value.split(/[\r\n]+/);
      headers[header] = own;
      for (const line of more) {
        const [, name, text] = /^([\w-]+): *([\x20-\x7e]*)$/.exec(line) ?? [];
        if (name !== undefined) headers[name.toLowerCase()] = text ?? '';
      }
      continue;
    }
    headers[header] = Buffer.from(value, 'utf8').toString('latin1');
  }
  return headers;
}

export const getObject = (context: ObjectContext): Promise<Reply> => readObject(context, true);
export const headObject = (context: ObjectContext): Promise<Reply> => readObject(context, false);

async function readObject(context: ObjectContext, withBody: boolean): Promise<Reply> {
  const { server, bucket, key, target, header } = context;
  const record = findObject(server.store, bucket, key, target.query.get('versionId'));
  checkReadConditions(context, record);
  const headers: Record<string, string | number> = {
    ...headersOfObject(record, {
      checksum: header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED',
      hasVersions: hasVersions(bucket),
    }),
    ...overrideHeaders(context),
  };
  const range = rangeOfRequest(context, record, headers);
  const { start, end } = range ?? { start: 0, end: record.size - 1 };
  headers['content-length'] = end - start + 1;
  if (range) {
    headers['content-range'] = `bytes ${start}-${end}/${record.size}`;
    // The checksum is of the whole object; sent with a piece of it, clients would compare it with that piece.
    const type = headers['x-amz-checksum-type'];
    for (const name of Object.keys(headers)) if (name.startsWith('x-amz-checksum-')) delete headers[name];
    const part = range.part ? record.blobs[range.part - 1] : undefined;
    const own = record.checksum && part?.checksums?.[record.checksum.algorithm];
    if (record.checksum && own !== undefined && type !== undefined) {
      headers[`x-amz-checksum-${record.checksum.algorithm}`] = own;
      headers['x-amz-checksum-type'] = type;
    }
  }
  const status = range ? 206 : 200;
  if (!withBody || end < start) return { status, headers };
  const release = server.store.blobs.pin(record.blobs.map((blob) => blob.id));
  return { status, headers, body: readBlobs(context, record, start, end), release };
}

function rangeOfRequest(
  context: ObjectContext,
  record: ObjectRecord,
  headers: Record<string, string | number>,
): (Range & { part?: number }) | null {
  const { server, target, header } = context;
  const partNumber = target.query.get('partNumber');
  if (partNumber !== undefined && server.personality.partNumberGet === 'notAllowed')
    throw new StoreError('MethodNotAllowed');
  if (partNumber !== undefined && server.personality.partNumberGet === 'enforced') {
    if (!/^\d{1,5}$/.test(partNumber) || Number(partNumber) < 1 || Number(partNumber) > 10_000) {
      throw new StoreError(
        'InvalidArgument',
        'Part number must be an integer between 1 and 10000, inclusive',
      );
    }
    if (header('range') !== undefined)
      throw new StoreError(
        'InvalidRequest',
        'Cannot specify both Range header and partNumber query parameter',
      );
    const index = Number(partNumber) - 1;
    if (index >= Math.max(1, record.blobs.length)) throw new StoreError('InvalidPartNumber');
    if (record.uploadId) headers['x-amz-mp-parts-count'] = record.blobs.length;
    const start = record.blobs.slice(0, index).reduce((sum, blob) => sum + blob.size, 0);
    return record.size === 0 ? null : { start, end: start + record.blobs[index]!.size - 1, part: index + 1 };
  }
  const ifRange = header('if-range');
  if (ifRange !== undefined && ifRange !== `"${record.etag}"` && ifRange !== headers['last-modified'])
    return null;
  return parseRange(header('range'), record.size);
}

/** The bytes from `start` to `end`, blob after blob. */
export function readBlobs(
  { server }: Pick<ObjectContext, 'server'>,
  record: ObjectRecord,
  start: number,
  end: number,
): Readable {
  const pieces: { id: string; start: number; end: number }[] = [];
  let offset = 0;
  for (const blob of record.blobs) {
    const from = Math.max(start, offset);
    const to = Math.min(end, offset + blob.size - 1);
    if (from <= to) pieces.push({ id: blob.id, start: from - offset, end: to - offset });
    offset += blob.size;
  }
  const { blobs } = server.store;
  if (pieces.length === 1) return blobs.read(pieces[0]!.id, pieces[0]!.start, pieces[0]!.end);
  return Readable.from(
    (async function* () {
      for (const piece of pieces) yield* blobs.read(piece.id, piece.start, piece.end);
    })(),
    { objectMode: false },
  );
}

export async function deleteObject(context: ObjectContext): Promise<Reply> {
  const { server, bucket, key, target, header } = context;
  const ifMatch = header('if-match');
  if (ifMatch !== undefined) checkWriteConditions(context, server.store.current(bucket, key));
  const { version, marker } = deleteKey(context, key, target.query.get('versionId'));
  await server.store.flush();
  return {
    status: 204,
    headers: { 'x-amz-version-id': version, 'x-amz-delete-marker': marker ? 'true' : undefined },
  };
}
