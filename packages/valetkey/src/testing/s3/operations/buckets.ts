import type { BucketContext, Reply, RequestContext } from '../RequestContext.ts';
import { StoreError } from '../StoreError.ts';
import { element, isoTime, xmlDocument } from '../xml.ts';

/** DNS names of 3 to 63 characters, as S3 asks for. */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|\.-|-\./.test(name) &&
    !/^\d{1,3}(\.\d{1,3}){3}$/.test(name)
  );
}

export async function listBuckets({ server }: RequestContext): Promise<Reply> {
  const buckets = [...server.store.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
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
    ]),
  };
}

export async function createBucket(context: RequestContext): Promise<Reply> {
  const { server, target, incoming } = context;
  const name = target.bucket ?? '';
  if (!isBucketName(name)) throw new StoreError('InvalidBucketName');
  for await (const _ of incoming()); // a location constraint, of which there is one
  if (server.store.buckets.has(name)) throw new StoreError('BucketAlreadyOwnedByYou');
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
