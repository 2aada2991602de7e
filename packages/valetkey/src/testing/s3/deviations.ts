import type { PersonalityName } from './personalities.ts';

type Reasons = Readonly<Record<string, string>>;

/** One reason for several checks. */
const because = (reason: string, ids: string): Reasons =>
  Object.fromEntries(ids.split(' ').map((id) => [id, reason]));

const droppedChecksums: Reasons = because(
  'x-amz-checksum-* is accepted and neither checked nor stored',
  'A01b K-crc32 K-crc32c K-crc64nvme K-sha1 K-sha256 K06 K06q K07 K08 K08b K09 K10 K11',
);
const operatorCors: Reasons = because(
  'CORS is a setting of the operator, not of the bucket',
  'R00 R01 R02 R03 R04 R05 R06 R07 R08',
);
const noPostPolicy: Reasons = because('no POST policies', 'O11 O11b');
const unsigned: Reasons = because('executes headers that were not signed', 'A13 M13');
const noTags: Reasons = { O04: 'no object tagging' };
const unconditional: Reasons = because('conditional writes answer 501', 'C01 C03 C05');

/** What each kind of store fails of `storeConformance`, and why. */
export const deviations: Readonly<Record<PersonalityName, Reasons>> = {
  aws: {},
  'ceph-16': {
    ...droppedChecksums,
    ...unsigned,
    A07b: 'accepts a signing date in the future',
    A20: 'keeps aws-chunked as the encoding of the object',
    C02: 'ignores If-None-Match on CompleteMultipartUpload and overwrites',
    C03: 'compares If-Match with the ETag without its quotes: a quoted one never matches',
    R07: 'errors of authentication carry no CORS headers',
    M05: 'accepts parts named in another order',
    M06: 'Complete of an unknown upload answers 500',
    M11: 'ignores partNumber on GET',
    ...because('bodies with a trailer are refused', 'M10 K04 K05-crc32 K05-crc64nvme K05-sha256'),
    K02: 'a Content-MD5 that is not base64 answers 403',
    O02: 'control characters in an override break the response',
    O03c: 'no limit of 2 KB for metadata',
    O05b: 'ignores the conditions of a copy',
    O10: 'notifications name topics that are made through another API',
    O12c: 'a key that is too long answers InvalidObjectName',
    O21: 'accepts encryption over http and does not encrypt',
  },
  r2: {
    ...noPostPolicy,
    ...noTags,
    O08: 'no versioning',
    O10: 'notifications are set outside the S3 API',
    O20: 'no bucket policies',
  },
  b2: {
    ...noPostPolicy,
    ...noTags,
    ...unconditional,
    O10: 'notifications are set outside the S3 API',
    O20: 'no bucket policies',
  },
  swift: {
    ...droppedChecksums,
    ...operatorCors,
    ...noPostPolicy,
    ...noTags,
    ...unconditional,
    A13: 'lets some headers pass that were not signed, such as x-amz-website-redirect-location',
    A07b: 'accepts a signing date in the future',
    M11: 'partNumber on GET answers 405',
    ...because('aws-chunked bodies answer 501', 'A20 M10 K04 K05-crc32 K05-crc64nvme K05-sha256 K05-decoded'),
    O02: 'control characters in an override split the response',
    O03c: 'metadata above 2 KB answers 500',
    O09: 'no lifecycle',
    O10: 'no notifications',
    O20: 'no bucket policies',
    O21: 'no server-side encryption by header',
  },
  minio: { ...operatorCors, ...unsigned },
};

/** What a store fails and its personality does not. */
export const notShown = {
  swift: {
    A11b: 'a request with both Content-Length and chunked framing is read as chunked, past the signed length; our HTTP parser refuses it',
    O08: 'deleting the newest of several versions waits a minute for a body that never comes, then answers 500',
  },
} satisfies Partial<Record<PersonalityName, Reasons>>;
