/** How a kind of store differs from Amazon S3. Each difference was documented by its maker or measured; `source` says which. */
export type Personality = {
  name: PersonalityName;
  source: string;
  /** Runs `x-amz-*` headers on a presigned URL though they were not signed. */
  executesUnsignedHeaders: boolean;
  /** Compares `x-amz-checksum-*` with the bytes; otherwise they are accepted and dropped. */
  verifiesChecksums: boolean;
  checksRegion: boolean;
  acceptsFutureDates: boolean;
  /** Which errors carry CORS headers. */
  corsOnErrors: 'all' | 'notAuth' | 'none';
  /** Whether PutBucketCors works. */
  bucketCors: boolean;
  postPolicy: boolean;
  /** `if-none-match` and `if-match` on PutObject. */
  conditionalPut: 'enforced' | 'notImplemented';
  /** `if-none-match` on CompleteMultipartUpload. */
  conditionalComplete: 'enforced' | 'ignored';
  conditionalCopy: 'enforced' | 'ignored' | 'notImplemented';
  /** What `<ETag>` of a first Complete says. */
  completeEtag: 'quoted' | 'empty';
  /** Complete of an unknown upload. */
  unknownComplete: 404 | 500;
  /** ListParts of an unknown upload. */
  unknownListParts: 'NoSuchUpload' | 'NoSuchKey';
  /** Leaving an uploaded part out of Complete is an error. */
  allPartsMustBeListed: boolean;
  tagging: boolean;
  /** GET with `partNumber`. */
  partNumberGet: 'enforced' | 'ignored' | 'notAllowed';
  objectAttributes: boolean;
  deleteObjectsNeedsMd5: boolean;
  /** Streaming (aws-chunked) bodies: which forms are taken. */
  chunkedBodies: 'all' | 'signedOnly' | 'none';
  /** HTTP status of a request without any signature. */
  anonymousStatus: 403 | 400;
};

export type PersonalityName = 'aws' | 'ceph-16' | 'r2' | 'b2' | 'swift' | 'minio';

const aws: Personality = {
  name: 'aws',
  source: 'Amazon S3 API Reference and User Guide',
  executesUnsignedHeaders: false,
  verifiesChecksums: true,
  checksRegion: true,
  acceptsFutureDates: false,
  corsOnErrors: 'all',
  bucketCors: true,
  postPolicy: true,
  conditionalPut: 'enforced',
  conditionalComplete: 'enforced',
  conditionalCopy: 'enforced',
  completeEtag: 'quoted',
  unknownComplete: 404,
  unknownListParts: 'NoSuchUpload',
  allPartsMustBeListed: false,
  tagging: true,
  partNumberGet: 'enforced',
  objectAttributes: true,
  deleteObjectsNeedsMd5: false,
  chunkedBodies: 'all',
  anonymousStatus: 403,
};

export const personalities: Readonly<Record<PersonalityName, Personality>> = {
  aws,
  'ceph-16': {
    ...aws,
    name: 'ceph-16',
    source: 'measured on Ceph RGW 16.2.15',
    executesUnsignedHeaders: true,
    verifiesChecksums: false,
    checksRegion: false,
    acceptsFutureDates: true,
    corsOnErrors: 'notAuth',
    conditionalComplete: 'ignored',
    conditionalCopy: 'ignored',
    completeEtag: 'empty',
    unknownComplete: 500,
    unknownListParts: 'NoSuchKey',
    allPartsMustBeListed: true,
    partNumberGet: 'ignored',
    objectAttributes: false,
    chunkedBodies: 'signedOnly',
  },
  r2: {
    ...aws,
    name: 'r2',
    source: 'Cloudflare R2 documentation, "S3 API compatibility" (no POST policy, no tagging)',
    postPolicy: false,
    tagging: false,
    checksRegion: false,
  },
  b2: {
    ...aws,
    name: 'b2',
    source:
      'Backblaze B2 documentation, "S3-Compatible API" (no POST policy, no tagging, no conditional writes)',
    postPolicy: false,
    tagging: false,
    conditionalPut: 'notImplemented',
    conditionalCopy: 'notImplemented',
  },
  swift: {
    ...aws,
    name: 'swift',
    source: 'measured on OpenStack Swift s3api 2.30.1',
    verifiesChecksums: false,
    acceptsFutureDates: true,
    corsOnErrors: 'none',
    bucketCors: false,
    postPolicy: false,
    conditionalPut: 'notImplemented',
    conditionalCopy: 'notImplemented',
    tagging: false,
    partNumberGet: 'notAllowed',
    objectAttributes: false,
    deleteObjectsNeedsMd5: true,
    chunkedBodies: 'none',
    anonymousStatus: 400,
  },
  minio: {
    ...aws,
    name: 'minio',
    source: 'MinIO documentation (CORS is a setting of the server, not of the bucket)',
    bucketCors: false,
  },
};
