/**
 * @typedef {object} DocumentedProvider What a provider's own documents say; nothing of it was run here unless `proven` says so.
 * @property {string} label
 * @property {string} settings what to set besides keys and bucket
 * @property {string} documented
 * @property {string} source
 * @property {string} standIn which personality or real store its behaviour is tested with here
 * @property {string} proven what was run against the service itself
 * @property {string} prove what is worth looking at when the suite runs there
 */

/** @type {readonly DocumentedProvider[]} */
export const documentedProviders = [
  {
    label: 'Amazon S3',
    settings: '`S3_PROVIDER=aws`, `S3_REGION`',
    documented:
      'POST policies; `If-None-Match` on PutObject and CompleteMultipartUpload; CRC32, CRC32C, CRC64NVME, SHA-1, SHA-256; unsigned `x-amz-*` headers refused; CORS, lifecycle, policies, versioning, tags and notifications of the bucket',
    source: 'Amazon S3 API Reference and User Guide',
    standIn: 'personality `aws`',
    proven: 'nothing',
    prove:
      'everything is expected to pass except `O10`: notifications go to SNS, SQS, Lambda or EventBridge and not to a URL',
  },
  {
    label: 'DigitalOcean Spaces',
    settings: '`S3_PROVIDER=digitalocean`, `S3_REGION` (`fra1`, ...)',
    documented:
      'presigned URLs of both signature versions; bucket policies, versioning and lifecycle (age and incomplete uploads, no tags) by API; SSE-C only; unsupported calls answer NotImplemented. Nothing is said about POST policies, conditional writes or checksums',
    source: 'docs.digitalocean.com, "Spaces S3 Compatibility"',
    standIn:
      'Ceph 16 and personality `ceph-16`, as the strictest assumption: which version runs there is not public',
    proven: 'nothing',
    prove: '`A13` and `M13` first (are unsigned headers executed?), then `C02`, `K-sha256`, `O11`, `R07`',
  },
  {
    label: 'Linode Object Storage',
    settings: '`S3_PROVIDER=linode`, `S3_REGION` (`eu-central-1`, ...)',
    documented:
      'buckets through its own API or the S3 API; its own API knows one switch that allows every origin, finer CORS rules and ACLs go through the S3 API',
    source: 'Linode API, "Object Storage"',
    standIn: 'Ceph 16 and personality `ceph-16`, as the strictest assumption',
    proven: 'nothing',
    prove: 'as for Spaces; also `R01` to `R05`, since not every endpoint type takes CORS rules',
  },
  {
    label: 'Cloudflare R2',
    settings: '`S3_PROVIDER=r2`, `S3_ENDPOINT=ACCOUNT_ID.r2.cloudflarestorage.com`',
    documented:
      'conditional PutObject; region `auto`; presigned GET, PUT, HEAD and DELETE, **no POST**; no ACLs, tags, bucket policies or versioning; lifecycle and CORS by API',
    source: 'developers.cloudflare.com/r2, "S3 API compatibility", "Presigned URLs"',
    standIn: 'personality `r2`',
    proven: 'nothing',
    prove: '`A13`, `C02`, the `K` checks; small files go by `put`',
  },
  {
    label: 'Backblaze B2',
    settings: '`S3_PROVIDER=b2`, `S3_REGION` (`eu-central-003`, ...)',
    documented:
      'signature version 4 only; the list of calls has CORS, lifecycle and multipart, and neither POST of a form, tags, policies nor notifications; ACLs of objects must be those of the bucket',
    source: 'backblaze.com/docs, "S3-Compatible API"; 501 on conditional PUT from public reports',
    standIn: 'personality `b2`',
    proven: 'nothing',
    prove: '`A13`, `C01` (501 or 412?), `K-sha256`; small files go by `put`',
  },
  {
    label: 'Google Cloud Storage',
    settings: '`S3_PROVIDER=gcs`, HMAC keys, `storage.googleapis.com`',
    documented:
      'an XML API with `x-goog-` headers of its own; preconditions are `x-goog-if-generation-match`, `If-None-Match` is not one of a PUT; policy documents for POST; CORS and lifecycle in formats of its own (set them with its tools)',
    source: 'cloud.google.com/storage/docs/xml-api, "HTTP headers and query string parameters"',
    standIn: 'none: the probe decides what is used',
    proven: 'nothing',
    prove:
      'run `valetkey doctor` first: it names every call of ours that is not answered; then `A13`, `C01`, `M01`, `O06`',
  },
  {
    label: 'Wasabi',
    settings: '`S3_PROVIDER=wasabi`, `S3_REGION`',
    documented:
      'CORS, lifecycle, versioning, object lock and policies of a bucket; public access only for accounts that were allowed it',
    source: 'docs.wasabi.com, "Operations on Buckets With the Wasabi S3 API"',
    standIn: 'personality `aws` for what is documented, `ceph-16` for what is not',
    proven: 'nothing',
    prove: '`A13`, `C01`, `C02`, `K-sha256`, `O11`',
  },
  {
    label: 'MinIO',
    settings: '`S3_PROVIDER=minio`, `S3_ENDPOINT=https://...`',
    documented:
      'POST policies, conditional writes, checksums; compares only unsigned `x-amz-meta-*` headers with what was signed; CORS is a setting of the server (`MINIO_API_CORS_ALLOW_ORIGIN`), PutBucketCors is NotImplemented',
    source: 'minio/minio: cmd/signature-v4.go (checkMetaHeaders), issues 20995 and 21332',
    standIn: 'personality `minio`',
    proven: 'nothing',
    prove: '`A13` and `M13`; CORS with `valetkey doctor`',
  },
];
