import type { BucketContext, Reply, RequestContext } from '../RequestContext.ts';
import { StoreError } from '../StoreError.ts';
import { element, isoTime, xmlDocument } from '../xml.ts';
import { refuseGrants } from './accessControl.ts';

/** DNS names of 3 to 63 characters, as S3 asks for. */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|\.-|-\./.test(name) &&
    !/^\d{1,3}(\.\d{1,3}){3}$/.test(name)
  );
}

export async function listBuckets({ server, target: { query } }: RequestContext): Promise<Reply> {
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString('utf8');
  const asked = query.get('max-buckets');
  if (asked !== undefined && !(/^\d{1,5}$/.test(asked) && Number(asked) >= 1 && Number(asked) <= 10_000))
    throw new StoreError('InvalidArgument', 'max-buckets must be between 1 and 10000');
  const all = [...server.store.buckets.values()]
    .filter(({ name }) => name.startsWith(prefix) && name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const buckets = all.slice(0, Number(asked ?? 10_000));
  return {
    status: 200,
    body: xmlDocument('ListAllMyBucketsResult', [
      element('Owner', [element('ID', 'valetkey'), element('DisplayName', 'valetkey')]),
      element(
        'Buckets',
        buckets.map((bucket) =>
          element('Bucket', [element('Name', bucket.name), element('CreationDate', isoTime(bucket.created))]),
        ),
      ),
      element(
        'ContinuationToken',
        buckets.length < all.length ? Buffer.from(buckets.at(-1)!.name).toString('base64url') : undefined,
      ),
      element('Prefix', prefix === '' ? undefined : prefix),
    ]),
  };
}

export async function createBucket(context: RequestContext): Promise<Reply> {
  const { server, target, incoming } = context;
  const name = target.bucket ?? '';
  if (!isBucketName(name)) throw new StoreError('InvalidBucketName');
  if (!server.personality.acls) refuseGrants(context);
  for await (const _ of incoming()); // a location constraint, of which there is one
  if (server.store.buckets.has(name)) {
    // Amazon's oldest region takes it for done.
    if (server.region === 'us-east-1') return { status: 200, headers: { location: `/${name}` } };
    throw new StoreError('BucketAlreadyOwnedByYou');
  }
  server.store.write({ op: 'bucket', bucket: name, created: server.now() });
  await server.store.flush();
  return { status: 200, headers: { location: `/${name}` } };
}

export async function headBucket({ server }: BucketContext): Promise<Reply> {
  return { status: 200, headers: { 'x-amz-bucket-region': server.region } };
}

export async function deleteBucket({ server, bucket }: BucketContext): Promise<Reply> {
  const { store } = server;
  if (bucket.keys.size > 0) throw new StoreError('BucketNotEmpty');
  for (const upload of [...store.uploads.values()]) {
    if (upload.bucket === bucket.name) store.write({ op: 'uploadGone', uploadId: upload.uploadId });
  }
  store.write({ op: 'bucketGone', bucket: bucket.name });
  await store.flush();
  return { status: 204 };
}

export async function getBucketLocation({ server }: BucketContext): Promise<Reply> {
  const region = server.region === 'us-east-1' ? '' : server.region;
  return { status: 200, body: xmlDocument('LocationConstraint', [region]) };
}
