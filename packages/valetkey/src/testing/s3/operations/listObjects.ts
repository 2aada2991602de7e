import { compareKeys } from '../compareKeys.ts';
import type { Bucket } from '../openStore.ts';
import { encodePath } from '../parseTarget.ts';
import type { BucketContext, Reply, ServerContext } from '../RequestContext.ts';
import type { MarkerRecord, ObjectRecord } from '../records.ts';
import { StoreError } from '../StoreError.ts';
import { element, isoTime, xmlDocument } from '../xml.ts';

type Page<Entry> = { entries: Entry[]; prefixes: string[]; isTruncated: boolean; last: string | undefined };

type PageInput<Entry> = {
  bucket: Bucket;
  prefix: string;
  delimiter: string;
  /** Only keys and common prefixes greater than this. */
  after: string | undefined;
  maxKeys: number;
  /** `null` leaves the key out. */
  read(positions: readonly number[], key: string): Entry[] | null;
};

/** Greater than every key that starts with `prefix`, in UTF-8 order. */
const endOf = (prefix: string) => `${prefix}\u{10ffff}`;

export function listPage<Entry>(input: PageInput<Entry>): Page<Entry> {
  const { bucket, prefix, delimiter, maxKeys } = input;
  const page: Page<Entry> = { entries: [], prefixes: [], isTruncated: false, last: undefined };
  if (maxKeys === 0) return page;
  const prefixOf = (key: string) => {
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return at === -1 ? null : key.slice(0, at + delimiter.length);
  };
  let after = input.after;
  // A marker inside a common prefix stands for the whole of it.
  if (after?.startsWith(prefix)) {
    const group = prefixOf(after);
    if (group === after) after = endOf(group);
  }
  let scan = bucket.keys.scan(
    after === undefined || compareKeys(after, prefix) < 0 ? { from: prefix } : { after },
  );
  for (;;) {
    const { value, done } = scan.next();
    if (done) return page;
    const [key, positions] = value;
    if (!key.startsWith(prefix)) return page;
    const found = input.read(typeof positions === 'number' ? [positions] : positions, key);
    if (found === null) continue;
    if (page.entries.length + page.prefixes.length >= maxKeys) {
      page.isTruncated = true;
      return page;
    }
    const group = prefixOf(key);
    if (group === null) {
      page.entries.push(...found);
      page.last = key;
    } else {
      page.prefixes.push(group);
      page.last = group;
      scan = bucket.keys.scan({ after: endOf(group) });
    }
  }
}

export function maxKeysOf(text: string | undefined): number {
  if (text === undefined || text === '') return 1000;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2 ** 31 - 1) {
    throw new StoreError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  }
  return Math.min(1000, Number(text));
}

export function encoderOf(type: string | undefined): (text: string) => string {
  if (type === undefined || type === '') return (text) => text;
  if (type !== 'url') throw new StoreError('InvalidArgument', 'Invalid Encoding Method specified in Request');
  return encodePath;
}

const readCurrent =
  ({ store }: ServerContext) =>
  (positions: readonly number[]): ObjectRecord[] | null => {
    const record = store.at(positions[0]!);
    return record.op === 'object' ? [record] : null;
  };

const ownerXml = element('Owner', [element('ID', 'valetkey'), element('DisplayName', 'valetkey')]);

function contents(record: ObjectRecord, encode: (text: string) => string, withOwner: boolean): string {
  return element('Contents', [
    element('Key', encode(record.key)),
    element('LastModified', isoTime(record.modified)),
    element('ETag', `"${record.etag}"`),
    record.checksum
      ? element('ChecksumAlgorithm', record.checksum.algorithm.toUpperCase()) +
        element('ChecksumType', record.checksum.type)
      : '',
    element('Size', record.size),
    withOwner ? ownerXml : '',
    element('StorageClass', 'STANDARD'),
  ]);
}

const commonPrefixes = (prefixes: string[], encode: (text: string) => string) =>
  prefixes.map((prefix) => element('CommonPrefixes', [element('Prefix', encode(prefix))]));

const tokenOf = (last: string) => Buffer.from(last, 'utf8').toString('base64url');

function afterToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (token === '' || tokenOf(text) !== token) {
    throw new StoreError('InvalidArgument', 'The continuation token provided is incorrect');
  }
  return text;
}

export async function listObjectsV2({ server, bucket, target }: BucketContext): Promise<Reply> {
  const { query } = target;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after');
  const maxKeys = maxKeysOf(query.get('max-keys'));
  const encode = encoderOf(query.get('encoding-type'));
  const after = token === undefined ? startAfter || undefined : afterToken(token);
  const page = listPage({ bucket, prefix, delimiter, after, maxKeys, read: readCurrent(server) });
  return {
    status: 200,
    body: xmlDocument('ListBucketResult', [
      element('Name', bucket.name),
      element('Prefix', encode(prefix)),
      element('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
      element('StartAfter', startAfter === undefined ? undefined : encode(startAfter)),
      element('ContinuationToken', token),
      element('NextContinuationToken', page.isTruncated ? tokenOf(page.last!) : undefined),
      element('KeyCount', page.entries.length + page.prefixes.length),
      element('MaxKeys', maxKeys),
      element('EncodingType', query.get('encoding-type') || undefined),
      element('IsTruncated', page.isTruncated),
      ...page.entries.map((record) => contents(record, encode, query.get('fetch-owner') === 'true')),
      ...commonPrefixes(page.prefixes, encode),
    ]),
  };
}

export async function listObjects({ server, bucket, target }: BucketContext): Promise<Reply> {
  const { query } = target;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const marker = query.get('marker') ?? '';
  const maxKeys = maxKeysOf(query.get('max-keys'));
  const encode = encoderOf(query.get('encoding-type'));
  const page = listPage({
    bucket,
    prefix,
    delimiter,
    after: marker || undefined,
    maxKeys,
    read: readCurrent(server),
  });
  return {
    status: 200,
    body: xmlDocument('ListBucketResult', [
      element('Name', bucket.name),
      element('Prefix', encode(prefix)),
      element('Marker', encode(marker)),
      element('NextMarker', page.isTruncated && delimiter !== '' ? encode(page.last!) : undefined),
      element('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
      element('MaxKeys', maxKeys),
      element('EncodingType', query.get('encoding-type') || undefined),
      element('IsTruncated', page.isTruncated),
      ...page.entries.map((record) => contents(record, encode, true)),
      ...commonPrefixes(page.prefixes, encode),
    ]),
  };
}

type VersionEntry = { record: ObjectRecord | MarkerRecord; isLatest: boolean };

export async function listObjectVersions({ server, bucket, target }: BucketContext): Promise<Reply> {
  const { query } = target;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker');
  const maxKeys = maxKeysOf(query.get('max-keys'));
  const encode = encoderOf(query.get('encoding-type'));
  const entriesOf = (positions: readonly number[]): VersionEntry[] =>
    positions.map((position, index) => ({ record: server.store.at(position), isLatest: index === 0 }));
  // The rest of the versions of the marker's own key come first.
  const own = bucket.keys.get(keyMarker);
  const ownEntries =
    own === undefined || !versionMarker ? [] : entriesOf(typeof own === 'number' ? [own] : own);
  const rest = ownEntries.slice(ownEntries.findIndex(({ record }) => record.version === versionMarker) + 1);
  const page = listPage<VersionEntry>({
    bucket,
    prefix,
    delimiter,
    after: keyMarker || undefined,
    maxKeys: Math.max(maxKeys, 1),
    read: entriesOf,
  });
  const all = [...(versionMarker ? rest : []), ...page.entries];
  const entries = all.slice(0, Math.max(0, maxKeys - page.prefixes.length));
  const isTruncated = page.isTruncated || entries.length < all.length;
  const last = entries.at(-1)?.record;
  return {
    status: 200,
    body: xmlDocument('ListVersionsResult', [
      element('Name', bucket.name),
      element('Prefix', encode(prefix)),
      element('KeyMarker', encode(keyMarker)),
      element('VersionIdMarker', versionMarker ?? ''),
      element('NextKeyMarker', isTruncated ? encode(last?.key ?? page.last ?? '') : undefined),
      element('NextVersionIdMarker', isTruncated ? last?.version : undefined),
      element('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
      element('MaxKeys', maxKeys),
      element('EncodingType', query.get('encoding-type') || undefined),
      element('IsTruncated', isTruncated),
      ...entries.map(({ record, isLatest }) =>
        element(record.op === 'object' ? 'Version' : 'DeleteMarker', [
          element('Key', encode(record.key)),
          element('VersionId', record.version),
          element('IsLatest', isLatest),
          element('LastModified', isoTime(record.modified)),
          ...(record.op === 'object'
            ? [
                element('ETag', `"${record.etag}"`),
                element('Size', record.size),
                element('StorageClass', 'STANDARD'),
              ]
            : []),
          ownerXml,
        ]),
      ),
      ...commonPrefixes(page.prefixes, encode),
    ]),
  };
}
