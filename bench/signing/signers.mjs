import { createHash, createHmac } from 'node:crypto';
import { PutObjectCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AwsClient } from 'aws4fetch';
import { Client as MinioClient } from 'minio';
import { createSigner } from 'valetkey/s3';

// Who signs, each as its documentation says, all for the same store, keys and lifetimes. `headers` is what a client has to send
// for the URL to be good; a signer that cannot sign a header leaves it out, which makes its work lighter, not heavier.

export const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const region = 'us-east-1';
const bucket = 'examplebucket';
const origin = 'http://127.0.0.1:9000';
const expiresInSeconds = 600;
const contentType = 'image/jpeg';
const contentLength = 1_234_567;
const uploadId = 'VXBsb2FkIElEIGZvciA2aWWpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
function idOf(index) {
  let id = '';
  for (let rest = index, i = 0; i < 26; i++, rest = Math.floor(rest / 32)) id += alphabet[rest % 32];
  return id;
}
// Made beforehand: a key is not part of signing.
const putKeys = Array.from({ length: 1_024 }, (_, i) => `incoming/${idOf(i)}`);
const putKey = (i) => putKeys[i % 1_024];
const partKey = `files/${idOf(7)}`;
const partNumber = (i) => (i % 10_000) + 1;

const putHeaders = { 'content-type': contentType, 'content-length': String(contentLength) };
const partHeaders = { 'content-length': String(contentLength) };

function createFloor() {
  // Nothing but what no signer can leave out: one hash of a text as long as a canonical request, one HMAC of a text as long as
  // a string to sign, with a key that is there already.
  const key = createHmac('sha256', 'AWS4').update('aws4_request').digest();
  const request = 'c'.repeat(470);
  const text = 's'.repeat(68);
  return (i) =>
    createHmac('sha256', key)
      .update(
        text +
          createHash('sha256')
            .update(request + i)
            .digest('hex'),
      )
      .digest('hex');
}

function createSdk() {
  const client = new S3Client({
    region,
    endpoint: origin,
    forcePathStyle: true,
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const signing = (...names) => ({
    expiresIn: expiresInSeconds,
    signableHeaders: new Set(['host', ...names]),
  });
  const putOptions = signing('content-type', 'content-length');
  const partOptions = signing('content-length');
  return {
    put: (i) =>
      getSignedUrl(
        client,
        new PutObjectCommand({
          Bucket: bucket,
          Key: putKey(i),
          ContentType: contentType,
          ContentLength: contentLength,
        }),
        putOptions,
      ),
    part: (i) =>
      getSignedUrl(
        client,
        new UploadPartCommand({
          Bucket: bucket,
          Key: partKey,
          UploadId: uploadId,
          PartNumber: partNumber(i),
          ContentLength: contentLength,
        }),
        partOptions,
      ),
  };
}

function createAws4fetch() {
  const client = new AwsClient({ ...credentials, region, service: 's3' });
  const sign = async (url, headers) =>
    (await client.sign(url, { method: 'PUT', headers, aws: { signQuery: true, allHeaders: true } })).url;
  return {
    put: (i) => sign(`${origin}/${bucket}/${putKey(i)}?X-Amz-Expires=${expiresInSeconds}`, putHeaders),
    part: (i) =>
      sign(
        `${origin}/${bucket}/${partKey}?partNumber=${partNumber(i)}&uploadId=${uploadId}&X-Amz-Expires=${expiresInSeconds}`,
        partHeaders,
      ),
  };
}

function createMinio() {
  const { accessKeyId: accessKey, secretAccessKey: secretKey } = credentials;
  const client = new MinioClient({
    endPoint: '127.0.0.1',
    port: 9000,
    useSSL: false,
    accessKey,
    secretKey,
    region,
  });
  return {
    put: (i) => client.presignedPutObject(bucket, putKey(i), expiresInSeconds),
    part: (i) =>
      client.presignedUrl('PUT', bucket, partKey, expiresInSeconds, {
        partNumber: String(partNumber(i)),
        uploadId,
      }),
  };
}

function createOurs() {
  const signer = createSigner({ endpoint: origin, region, bucket, credentials });
  return {
    put: (i) =>
      signer.presignPutObject({ key: putKey(i), contentType, contentLength, expiresInSeconds }).signedUrl,
    part: (i) =>
      signer.presignUploadPart({
        key: partKey,
        uploadId,
        partNumber: partNumber(i),
        contentLength,
        expiresInSeconds,
      }).signedUrl,
  };
}

/** One table per operation: name -> { sign, headers }. The floor makes no URL. */
export function createSigners() {
  const floor = createFloor();
  const [ours, sdk, aws4fetch, minio] = [createOurs(), createSdk(), createAws4fetch(), createMinio()];
  const table = (operation, headers) => ({
    'bare SHA-256 + HMAC': { sign: floor, headers: null },
    valetkey: { sign: ours[operation], headers },
    '@aws-sdk/s3-request-presigner': { sign: sdk[operation], headers },
    aws4fetch: { sign: aws4fetch[operation], headers },
    minio: { sign: minio[operation], headers: {} },
  });
  return { 'presigned PUT': table('put', putHeaders), UploadPart: table('part', partHeaders) };
}
