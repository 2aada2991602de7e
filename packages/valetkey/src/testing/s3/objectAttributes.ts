import { percentDecode } from './parseTarget.ts';
import type { RequestContext } from './RequestContext.ts';
import type { ObjectAttributes, ObjectRecord } from './records.ts';
import { StoreError } from './StoreError.ts';

const kept = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];
const metadataLimit = 2048;
export const defaultType = 'binary/octet-stream';

/** Header bytes arrive as latin-1; what is UTF-8 inside is kept as text so that the journal stays readable. */
const toText = (latin1: string) => Buffer.from(latin1, 'latin1').toString('utf8');
const toHeader = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

/** @throws `InvalidTag` */
export function parseTagHeader(text: string): [string, string][] {
  const tags = text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const [name = '', value = ''] = pair
        .split('=', 2)
        .map((part) => percentDecode(part.replaceAll('+', ' ')));
      return [name, value];
    });
  return checkTags(tags).sort(([a], [b]) => (a < b ? -1 : 1));
}

export function checkTags(tags: [string, string][], most = 10): [string, string][] {
  if (tags.length > most)
    throw new StoreError('InvalidTag', `Object tags cannot be greater than ${most}`, { status: 400 });
  const names = new Set(tags.map(([name]) => name));
  if (names.size !== tags.length)
    throw new StoreError('InvalidTag', 'Cannot provide multiple Tags with the same key');
  for (const [name, value] of tags) {
    if (name === '' || name.length > 128)
      throw new StoreError('InvalidTag', 'The TagKey you have provided is invalid');
    if (value.length > 256) throw new StoreError('InvalidTag', 'The TagValue you have provided is invalid');
  }
  return tags;
}

/** What a request (or the fields of a form) sets on its object. */
export function attributesOfRequest(
  { header, server }: Pick<RequestContext, 'header' | 'server'>,
  names: Iterable<string>,
): ObjectAttributes {
  const headers: Record<string, string> = {};
  for (const name of kept) {
    const value = header(name);
    if (value === undefined || value === '') continue;
    // `aws-chunked` is how the body travels, not how the object is encoded.
    const isChunked = name === 'content-encoding' && !server.personality.keepsChunkedEncoding;
    const own = isChunked ? withoutChunked(value) : value;
    if (own !== '') headers[name] = toText(own);
  }
  headers['content-type'] ??= defaultType;
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const name of names) {
    if (!name.startsWith('x-amz-meta-')) continue;
    const value = header(name) ?? '';
    metadata[name.slice(11)] = toText(value);
    size += name.length - 11 + value.length;
  }
  const { longMetadata, encryption: encrypts, acls } = server.personality;
  if (size > metadataLimit && longMetadata !== null) {
    throw new StoreError(longMetadata, undefined, {
      details: { Size: String(size), MaxSizeAllowed: String(metadataLimit) },
    });
  }
  const isPublic = acls && grantsEverybody(header);
  refuseUnsupported(header, !server.personality.mustBeSigned.includes('x-amz-'));
  const storageClass = header('x-amz-storage-class');
  if (storageClass !== undefined && storageClass !== 'STANDARD') throw new StoreError('InvalidStorageClass');
  const encryption = header('x-amz-server-side-encryption');
  if (encryption !== undefined && encrypts === 'notImplemented') throw new StoreError('NotImplemented');
  if (encryption !== undefined && encryption !== 'AES256') {
    throw new StoreError(
      'NotImplemented',
      'Only AES256 is understood as server-side encryption (and not performed).',
    );
  }
  if (encryption && encrypts === 'echoed') headers['x-amz-server-side-encryption'] = encryption;
  const tagging = header('x-amz-tagging');
  if (tagging !== undefined && !server.personality.tagging) throw new StoreError('NotImplemented');
  const tags = tagging ? parseTagHeader(tagging) : [];
  return { headers, metadata, ...(tags.length > 0 && { tags }), ...(isPublic && { isPublic }) };
}

function grantsEverybody(header: RequestContext['header']): boolean {
  const acl = header('x-amz-acl') ?? header('acl') ?? '';
  const grants = [header('x-amz-grant-read'), header('x-amz-grant-full-control')];
  return acl.startsWith('public-read') || grants.some((grant) => grant?.includes('groups/global/AllUsers'));
}

/** What a client believes it has set must be set: anything else is refused rather than dropped. */
function refuseUnsupported(header: RequestContext['header'], hasAcls: boolean): void {
  const acl = header('x-amz-acl') ?? header('acl');
  if (acl !== undefined && !hasAcls && acl !== 'private' && acl !== 'bucket-owner-full-control') {
    throw new StoreError('AccessControlListNotSupported');
  }
  if (
    header('x-amz-object-lock-mode') !== undefined ||
    header('x-amz-object-lock-legal-hold') !== undefined
  ) {
    throw new StoreError('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  }
  if (header('x-amz-server-side-encryption-customer-algorithm') !== undefined)
    throw new StoreError('NotImplemented');
}

function withoutChunked(value: string): string {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked')
    .join(', ');
}

/** Names of the headers and of the presigned query parameters that count as headers. */
export function headerNames({ rawHeaders, target, authenticated }: RequestContext): Set<string> {
  const names = new Set(rawHeaders.keys());
  if (authenticated?.form === 'query') for (const [name] of target.query.pairs) names.add(name.toLowerCase());
  return names;
}

/** Headers of a GET or HEAD answer. */
export function headersOfObject(
  record: ObjectRecord,
  options: { checksum: boolean; hasVersions: boolean },
): Record<string, string> {
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    etag: `"${record.etag}"`,
    'last-modified': new Date(record.modified).toUTCString(),
  };
  for (const [name, value] of Object.entries(record.headers)) headers[name] = toHeader(value);
  for (const [name, value] of Object.entries(record.metadata)) {
    // S3 sends text beyond ASCII back in the encoding of RFC 2047.
    headers[`x-amz-meta-${name}`] = /^[\x20-\x7e]*$/.test(value)
      ? value
      : `=?UTF-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`;
  }
  if (record.tags) headers['x-amz-tagging-count'] = String(record.tags.length);
  if (options.hasVersions) headers['x-amz-version-id'] = record.version;
  if (options.checksum && record.checksum) {
    headers[`x-amz-checksum-${record.checksum.algorithm}`] = record.checksum.value;
    headers['x-amz-checksum-type'] = record.checksum.type;
  }
  return headers;
}
