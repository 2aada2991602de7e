import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from './operations/accessControl.ts';
import {
  bucketSettingNames,
  deleteBucketSetting,
  getBucketPolicyStatus,
  getBucketSetting,
  getBucketVersioning,
  putBucketSetting,
  putBucketVersioning,
} from './operations/bucketSettings.ts';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from './operations/buckets.ts';
import { copyObject } from './operations/copyObject.ts';
import { deleteObjects } from './operations/deleteObjects.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './operations/listObjects.ts';
import { listMultipartUploads, listParts } from './operations/listUploads.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from './operations/multipart.ts';
import {
  deleteObjectTagging,
  getObjectAttributes,
  getObjectTagging,
  putObjectTagging,
} from './operations/objectSettings.ts';
import { deleteObject, getObject, headObject, putObject } from './operations/objects.ts';
import type { Query } from './parseTarget.ts';
import type { BucketContext, ObjectContext, Reply, RequestContext } from './RequestContext.ts';
import { StoreError } from './StoreError.ts';

/** What an operation needs of a credential. */
export type Access = 'read' | 'write' | 'manage';

type Route<Context> = {
  /** As S3 names it. */
  name: string;
  access: Access;
  run(context: Context): Promise<Reply>;
};

export type AnyRoute =
  | ({ level: 'service' } & Route<RequestContext>)
  | ({ level: 'bucket' } & Route<BucketContext>)
  | ({ level: 'object' } & Route<ObjectContext>);

const route = <Context>(
  name: string,
  access: Access,
  run: (context: Context) => Promise<Reply>,
): Route<Context> => ({ name, access, run });

/** Sub-resources that S3 knows and this server does not: to be refused, never to be taken for the plain operation. */
const unknownParts = [
  'accelerate',
  'analytics',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'logging',
  'metrics',
  'object-lock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'torrent',
  'website',
];

function objectRoute(method: string, query: Query, isCopy: boolean): Route<ObjectContext> | null {
  if (query.has('acl')) {
    if (method === 'GET') return route('GetObjectAcl', 'read', getObjectAcl);
    return method === 'PUT' ? route('PutObjectAcl', 'manage', putObjectAcl) : null;
  }
  switch (method) {
    case 'GET':
      if (query.has('uploadId')) return route('ListParts', 'write', listParts);
      if (query.has('tagging')) return route('GetObjectTagging', 'read', getObjectTagging);
      if (query.has('attributes')) return route('GetObjectAttributes', 'read', getObjectAttributes);
      return route('GetObject', 'read', getObject);
    case 'HEAD':
      return route('HeadObject', 'read', headObject);
    case 'PUT':
      if (query.has('uploadId') || query.has('partNumber')) {
        if (!query.has('uploadId')) throw new StoreError('InvalidArgument', 'uploadId is missing.');
        return isCopy
          ? route('UploadPartCopy', 'write', uploadPartCopy)
          : route('UploadPart', 'write', uploadPart);
      }
      if (query.has('tagging')) return route('PutObjectTagging', 'manage', putObjectTagging);
      return isCopy ? route('CopyObject', 'write', copyObject) : route('PutObject', 'write', putObject);
    case 'POST':
      if (query.has('uploads')) return route('CreateMultipartUpload', 'write', createMultipartUpload);
      if (query.has('uploadId')) return route('CompleteMultipartUpload', 'write', completeMultipartUpload);
      return null;
    case 'DELETE':
      if (query.has('uploadId')) return route('AbortMultipartUpload', 'write', abortMultipartUpload);
      if (query.has('tagging')) return route('DeleteObjectTagging', 'manage', deleteObjectTagging);
      return route('DeleteObject', 'manage', deleteObject);
    default:
      return null;
  }
}

const capital = (name: string) => (name === 'cors' ? 'Cors' : name[0]!.toUpperCase() + name.slice(1));

function bucketRoute(method: string, query: Query): Route<BucketContext> | null {
  if (query.has('acl')) {
    if (method === 'GET') return route('GetBucketAcl', 'manage', getBucketAcl);
    return method === 'PUT' ? route('PutBucketAcl', 'manage', putBucketAcl) : null;
  }
  const setting = bucketSettingNames.find((name) => query.has(name));
  if (setting !== undefined) {
    const name = `Bucket${capital(setting)}`;
    if (method === 'GET')
      return route(`Get${name}`, 'manage', (context) => getBucketSetting(context, setting));
    if (method === 'PUT')
      return route(`Put${name}`, 'manage', (context) => putBucketSetting(context, setting));
    if (method === 'DELETE')
      return route(`Delete${name}`, 'manage', (context) => deleteBucketSetting(context, setting));
    return null;
  }
  switch (method) {
    case 'GET':
      if (query.has('policyStatus')) return route('GetBucketPolicyStatus', 'manage', getBucketPolicyStatus);
      if (query.has('location')) return route('GetBucketLocation', 'read', getBucketLocation);
      if (query.has('versioning')) return route('GetBucketVersioning', 'manage', getBucketVersioning);
      if (query.has('uploads')) return route('ListMultipartUploads', 'read', listMultipartUploads);
      if (query.has('versions')) return route('ListObjectVersions', 'read', listObjectVersions);
      return query.get('list-type') === '2'
        ? route('ListObjectsV2', 'read', listObjectsV2)
        : route('ListObjects', 'read', listObjects);
    case 'HEAD':
      return route('HeadBucket', 'read', headBucket);
    case 'PUT':
      return query.has('versioning') ? route('PutBucketVersioning', 'manage', putBucketVersioning) : null;
    case 'POST':
      return query.has('delete') ? route('DeleteObjects', 'manage', deleteObjects) : null;
    case 'DELETE':
      return route('DeleteBucket', 'manage', deleteBucket);
    default:
      return null;
  }
}

/** @throws `MethodNotAllowed`, `NotImplemented` */
export function findRoute({ req, target, header }: RequestContext): AnyRoute {
  const method = req.method ?? '';
  const { bucket, key, query } = target;
  if (unknownParts.some((name) => query.has(name))) throw new StoreError('NotImplemented');
  if (bucket === null) {
    if (method === 'GET')
      return { level: 'service', ...route<RequestContext>('ListBuckets', 'manage', listBuckets) };
    throw new StoreError('MethodNotAllowed');
  }
  if (key !== null) {
    const found = objectRoute(method, query, header('x-amz-copy-source') !== undefined);
    if (found) return { level: 'object', ...found };
    throw new StoreError('MethodNotAllowed');
  }
  const found = bucketRoute(method, query);
  if (found) return { level: 'bucket', ...found };
  if (method === 'PUT')
    return { level: 'service', ...route<RequestContext>('CreateBucket', 'manage', createBucket) };
  throw new StoreError('MethodNotAllowed');
}
