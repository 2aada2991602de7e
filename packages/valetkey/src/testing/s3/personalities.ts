import { deviations, notShown } from './deviations.ts';
import type { StoreErrorCode } from './StoreError.ts';

/**
 * How a kind of store differs from Amazon S3. Each difference was documented by its maker or measured; `source` says which.
 * What a personality then fails of `storeConformance` is declared in `deviations`, with the reason; a test holds both to it.
 */
export type Personality = {
  name: PersonalityName;
  source: string;
  /** Checks of `storeConformance` that it fails, by id, and why. Everything else must pass. */
  deviations: Readonly<Record<string, string>>;
  /** Further checks that the real store fails and this one passes, by id, and why. */
  notShown: Readonly<Record<string, string>>;
  /** Headers that begin so are refused unless they are signed; all others run, signed or not. */
  mustBeSigned: readonly string[];
  /** A part copy that also has a body is refused; otherwise the body is dropped. */
  refusesCopyWithBody: boolean;
  /** Whether `x-amz-acl: public-read` and grants to everybody make an object readable for everybody. */
  acls: boolean;
  /** With BlockPublicAcls on, the bucket takes no PutObject and no part at all, whatever the request's own list says. */
  blockPublicAclsRefusesWrites: boolean;
  /** Compares `x-amz-checksum-*` with the bytes; otherwise they are accepted and dropped. */
  verifiesChecksums: boolean;
  /** What a `content-md5` that is not base64 is. */
  malformedMd5: 'InvalidDigest' | 'AccessDenied';
  checksRegion: boolean;
  acceptsFutureDates: boolean;
  /** Which errors carry CORS headers. */
  corsOnErrors: 'all' | 'notAuth' | 'none';
  /** Whether PutBucketCors works. Without it CORS is a setting of the operator, who allows everything. */
  bucketCors: boolean;
  /** Further sub-resources of a bucket that answer an error. */
  refusedSettings: Readonly<Record<string, StoreErrorCode>>;
  /** The refusal of a POST form; `null` where POST policies work. */
  postRefusal: StoreErrorCode | null;
  /** `if-none-match` and `if-match` on PutObject. `unquoted`: as enforced, but a quoted `if-match` never matches. */
  conditionalPut: 'enforced' | 'unquoted' | 'notImplemented';
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
  /** Parts named in another order are an error. */
  checksPartOrder: boolean;
  tagging: boolean;
  /** `x-amz-server-side-encryption`. `dropped`: accepted, and nothing is encrypted. */
  encryption: 'echoed' | 'dropped' | 'notImplemented';
  /** User metadata above 2 KB. */
  longMetadata: StoreErrorCode | null;
  /** A key above 1,024 bytes. */
  longKey: 'KeyTooLongError' | 'InvalidObjectName';
  /** CR and LF in a `response-*` override. `split`: they end the header, and what follows is another. */
  controlsInOverrides: 'refused' | 'broken' | 'split';
  /** GET with `partNumber`. */
  partNumberGet: 'enforced' | 'ignored' | 'notAllowed';
  objectAttributes: boolean;
  deleteObjectsNeedsMd5: boolean;
  /** Streaming (aws-chunked) bodies: which forms are taken. */
  chunkedBodies: 'all' | 'signedOnly' | 'none';
  /** Keeps `aws-chunked` as the encoding of the object. */
  keepsChunkedEncoding: boolean;
  /** HTTP status of a request without any signature. */
  anonymousStatus: 403 | 400;
};

/** Whether a header of this name is refused on a request whose signature does not hold it. */
export function hasToBeSigned({ mustBeSigned }: Pick<Personality, 'mustBeSigned'>, name: string): boolean {
  return mustBeSigned.some((beginning) => name.startsWith(beginning));
}

export type PersonalityName = 'aws' | 'ceph-16' | 'r2' | 'b2' | 'swift' | 'minio';

const aws: Personality = {
  name: 'aws',
  source: 'Amazon S3 API Reference and User Guide',
  deviations: deviations.aws,
  notShown: {},
  mustBeSigned: ['x-amz-'],
  refusesCopyWithBody: true,
  acls: false, // since April 2023 new buckets have them off
  blockPublicAclsRefusesWrites: false,
  verifiesChecksums: true,
  malformedMd5: 'InvalidDigest',
  checksRegion: true,
  acceptsFutureDates: false,
  corsOnErrors: 'all',
  bucketCors: true,
  refusedSettings: {},
  postRefusal: null,
  conditionalPut: 'enforced',
  conditionalComplete: 'enforced',
  conditionalCopy: 'enforced',
  completeEtag: 'quoted',
  unknownComplete: 404,
  unknownListParts: 'NoSuchUpload',
  allPartsMustBeListed: false,
  checksPartOrder: true,
  tagging: true,
  encryption: 'echoed',
  longMetadata: 'MetadataTooLarge',
  longKey: 'KeyTooLongError',
  controlsInOverrides: 'refused',
  partNumberGet: 'enforced',
  objectAttributes: true,
  deleteObjectsNeedsMd5: false,
  chunkedBodies: 'all',
  keepsChunkedEncoding: false,
  anonymousStatus: 403,
};

export const personalities: Readonly<Record<PersonalityName, Personality>> = {
  aws,
  // Every line was measured; `npm run test:full` compares the personality with the real thing check by check.
  'ceph-16': {
    ...aws,
    name: 'ceph-16',
    source: 'measured on Ceph RGW 16.2.15 (Debian 12)',
    deviations: deviations['ceph-16'],
    mustBeSigned: [], // also later, up to 19.2.5 and 20.2.3
    acls: true,
    blockPublicAclsRefusesWrites: true, // forms and copies of whole objects still pass
    verifiesChecksums: false,
    malformedMd5: 'AccessDenied',
    checksRegion: false,
    acceptsFutureDates: true,
    corsOnErrors: 'notAuth',
    // Topics are made through another API first; a configuration that names an unknown one is refused.
    refusedSettings: { notification: 'NoSuchKey' },
    conditionalPut: 'unquoted',
    conditionalComplete: 'ignored',
    conditionalCopy: 'ignored',
    completeEtag: 'empty',
    unknownComplete: 500,
    unknownListParts: 'NoSuchKey',
    allPartsMustBeListed: true,
    checksPartOrder: false,
    encryption: 'dropped',
    longMetadata: null,
    longKey: 'InvalidObjectName',
    controlsInOverrides: 'broken',
    partNumberGet: 'ignored',
    objectAttributes: false,
    chunkedBodies: 'signedOnly',
    keepsChunkedEncoding: true,
  },
  // "S3 API compatibility": object tagging, ACLs, bucket policies, versioning and notifications are not in its tables of what
  // is implemented; POST of a form answers 501 (also CapSoftware/cap#1684). The region is `auto`, `us-east-1` is an alias.
  r2: {
    ...aws,
    name: 'r2',
    source: 'Cloudflare R2 documentation, "S3 API compatibility" and "Presigned URLs"',
    deviations: deviations.r2,
    postRefusal: 'NotImplemented',
    refusedSettings: {
      policy: 'NotImplemented',
      notification: 'NotImplemented',
      versioning: 'NotImplemented',
    },
    tagging: false,
    checksRegion: false,
  },
  // "S3-Compatible API" lists the calls: no POST of a form, no tagging, no bucket policy, no notifications. A conditional
  // PutObject answers 501 NotImplemented (lance-format/lance#5614, sathinduga/obsidian-s3-sync-and-backup#78).
  b2: {
    ...aws,
    name: 'b2',
    source: 'Backblaze B2 documentation, "S3-Compatible API"; 501 on conditional writes from public reports',
    deviations: deviations.b2,
    postRefusal: 'NotImplemented',
    refusedSettings: { policy: 'NotImplemented', notification: 'NotImplemented' },
    tagging: false,
    conditionalPut: 'notImplemented',
    conditionalCopy: 'notImplemented',
  },
  // Every line was measured, as for Ceph.
  swift: {
    ...aws,
    name: 'swift',
    source: 'measured on OpenStack Swift s3api 2.30.1-0+deb12u3 (Debian 12)',
    deviations: deviations.swift,
    notShown: notShown.swift,
    // None of them had to be before the correction of CVE-2026-71191: it then ran a copy-source on objects and parts, and metadata.
    mustBeSigned: ['x-amz-copy', 'x-amz-acl', 'x-amz-grant', 'x-amz-meta'],
    refusesCopyWithBody: false,
    verifiesChecksums: false,
    acceptsFutureDates: true,
    corsOnErrors: 'none',
    bucketCors: false,
    refusedSettings: { policy: 'NotImplemented', notification: 'NotImplemented', lifecycle: 'MalformedXML' },
    postRefusal: 'PreconditionFailed',
    conditionalPut: 'notImplemented',
    conditionalCopy: 'notImplemented',
    tagging: false,
    encryption: 'notImplemented',
    longMetadata: 'InternalError',
    controlsInOverrides: 'split',
    partNumberGet: 'notAllowed',
    objectAttributes: false,
    deleteObjectsNeedsMd5: true,
    chunkedBodies: 'none',
    anonymousStatus: 400,
  },
  // Its verification of presigned URLs compares only `x-amz-meta-*` with what was signed (minio/minio, cmd/signature-v4.go,
  // checkMetaHeaders). PutBucketCors is NotImplemented outside AIStor, CORS is set for the whole server and allows `*` unless
  // MINIO_API_CORS_ALLOW_ORIGIN says otherwise (minio/minio#20995, #21332). Object ACLs are accepted and do nothing.
  minio: {
    ...aws,
    name: 'minio',
    source: 'MinIO source (cmd/signature-v4.go) and issues 20995, 21332',
    deviations: deviations.minio,
    mustBeSigned: ['x-amz-meta-'],
    refusesCopyWithBody: false, // nothing in the source says that it would
    bucketCors: false,
  },
};
