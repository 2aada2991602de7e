import { ValetKeyError } from '../protocol/index.ts';
import { type BucketClientOptions, createBucketClient, sleepFor } from './createBucketClient.ts';
import { createSigner } from './createSigner.ts';
import type { Fetch } from './createTransport.ts';
import { describeCapabilities } from './describeCapabilities.ts';
import { createSha256 } from './hashText.ts';
import { S3Error, toValetKeyError } from './S3Error.ts';
import type { PresignedPost, PresignedRequest } from './Signer.ts';
import type { StoreCapabilities } from './StoreCapabilities.ts';
import type { StoreConfig } from './StoreConfig.ts';

/** Options of {@link probeStore}. */
export type ProbeOptions = Pick<BucketClientOptions, 'fetch' | 'clock' | 'random' | 'sleep'> & {
  /** Origins of the application, for which CORS must expose `ETag`. @default none: not probed */
  origins?: readonly string[];
  /** Fresh random bytes, for the names of the probe's objects. @default crypto.getRandomValues */
  randomBytes?: (length: number) => Uint8Array;
  signal?: AbortSignal;
};

/** What a store was seen to do, and what that means, in sentences for its operator. */
export type ProbeReport = { capabilities: StoreCapabilities; warnings: string[] };

const expiresInSeconds = 300;
const attempts = 3;
const requestTimeoutMs = 30_000;
const contentType = 'text/plain';
const content = 'valetkey';
const otherContent = 'yektelav';

function base64Sha256(text: string): string {
  const hash = createSha256();
  hash.update(new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...hash.digest()));
}

const isOk = (status: number) => status >= 200 && status < 300;
/** Only a 4xx counts: a store in trouble has enforced nothing. */
const isRefusal = (status: number) => status >= 400 && status < 500;

/**
 * Finds out what a store enforces, by trying: with two dozen small objects under random keys in `incoming/` and `files/`, removed
 * at the end.
 * It goes through the endpoint of this process, not the public ones, and signs as uploads are signed.
 *
 * @throws {ValetKeyError} `STORE_UNAVAILABLE` when the store cannot be reached or refuses even a correct upload.
 */
export async function probeStore(config: StoreConfig, options: ProbeOptions = {}): Promise<ProbeReport> {
  const { signal } = options;
  const clock = options.clock ?? (() => new Date());
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const sleep = options.sleep ?? sleepFor;
  const randomBytes = options.randomBytes ?? ((length) => crypto.getRandomValues(new Uint8Array(length)));
  const client = createBucketClient(config, options);
  const signer = createSigner({ ...config, publicEndpoints: [config.endpoint] }, { clock });
  const keys: string[] = [];

  const uploads: { key: string; uploadId: string }[] = [];

  function newKey(prefix = 'incoming'): string {
    const id = Array.from(randomBytes(26), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte % 32]).join('');
    const key = `${prefix}/${id}`;
    keys.push(key);
    return key;
  }

  async function send(url: string, init: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      let failure: S3Error;
      try {
        const timeout = AbortSignal.timeout(requestTimeoutMs);
        const response = await fetch(url, {
          ...init,
          redirect: 'manual',
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        });
        await response.body?.cancel();
        if (response.status < 500 || response.status === 501 || attempt === attempts) return response;
        failure = new S3Error('ServiceUnavailable', response.status);
      } catch (error) {
        signal?.throwIfAborted();
        failure = new S3Error('Unreachable', 0, { cause: error });
        if (attempt === attempts) throw toValetKeyError('a probing request', failure);
      }
      await sleep(200 * attempt, signal);
    }
  }

  async function put(
    presigned: PresignedRequest,
    body: string,
    extraHeaders: Record<string, string> = {},
  ): Promise<number> {
    const headers = { ...presigned.headers, ...extraHeaders };
    return (await send(presigned.signedUrl, { method: 'PUT', headers, body })).status;
  }

  async function post(presigned: PresignedPost, body: string): Promise<number> {
    const form = new FormData();
    for (const [name, value] of Object.entries(presigned.fields)) form.set(name, value);
    form.set('file', new Blob([body]), 'file');
    return (await send(presigned.signedUrl, { method: 'POST', body: form })).status;
  }

  const exact = (key = newKey()) =>
    signer.presignPutObject({ key, contentType, contentLength: content.length, expiresInSeconds });
  const exists = async (key: string) =>
    (await client.headObject({ key, ...(signal && { signal }) })) !== null;

  /** A correct upload: without it nothing else means anything. Its answer carries the clock of the store. */
  async function probeUpload(): Promise<{ key: string; clockSkewSeconds: number }> {
    const key = newKey();
    const { signedUrl, headers } = exact(key);
    const before = clock().getTime();
    const response = await send(signedUrl, { method: 'PUT', headers, body: content });
    const ours = (before + clock().getTime()) / 2;
    if (!isOk(response.status) || !(await exists(key))) {
      throw new ValetKeyError(
        'STORE_UNAVAILABLE',
        `The store answered ${response.status} to a correct presigned PUT. Check the bucket, the region, the credentials and this machine's clock.`,
        { cause: new S3Error('ProbeRefused', response.status) },
      );
    }
    const theirs = Date.parse(response.headers.get('date') ?? '');
    // A Date header has whole seconds: half of one is the middle of what it may mean.
    const skew = Number.isNaN(theirs) ? 0 : (theirs + 500 - ours) / 1000;
    return { key, clockSkewSeconds: Math.abs(skew) <= 1 ? 0 : Math.round(skew) };
  }

  async function probeConditionalPut(): Promise<boolean> {
    const key = newKey();
    const presigned = signer.presignPutObject({
      key,
      contentType,
      contentLength: content.length,
      ifNoneMatch: true,
      expiresInSeconds,
    });
    await put(presigned, content);
    return (await put(presigned, otherContent)) === 412 && (await exists(key));
  }

  async function probeLength(): Promise<boolean> {
    const long = exact();
    const short = exact();
    return isRefusal(await put(long, `${content}!`)) && isRefusal(await put(short, content.slice(1)));
  }

  async function probeChecksum(): Promise<boolean> {
    const sign = () =>
      signer.presignPutObject({
        key: newKey(),
        contentType,
        contentLength: content.length,
        checksumSha256: base64Sha256(content),
        expiresInSeconds,
      });
    return isOk(await put(sign(), content)) && isRefusal(await put(sign(), otherContent));
  }

  async function probePartChecksum(): Promise<boolean> {
    const key = newKey('files');
    let uploadId: string;
    try {
      const described = { key, contentType, checksumAlgorithm: 'SHA256', ...(signal && { signal }) } as const;
      ({ uploadId } = await client.createMultipartUpload(described));
    } catch (error) {
      // A store that does not know the header may say so.
      if (error instanceof ValetKeyError && error.code !== 'STORE_UNAVAILABLE') return false;
      throw error;
    }
    uploads.push({ key, uploadId });
    const sign = () =>
      signer.presignUploadPart({
        key,
        uploadId,
        partNumber: 1,
        contentLength: content.length,
        checksumSha256: base64Sha256(content),
        expiresInSeconds,
      });
    if (!isOk(await put(sign(), content)) || !isRefusal(await put(sign(), otherContent))) return false;
    const [part] = (await client.listParts({ key, uploadId, ...(signal && { signal }) })) ?? [];
    return part?.checksumSha256 === base64Sha256(content);
  }

  async function probeUnsignedHeaders(sourceKey: string): Promise<string[]> {
    const headers: Record<string, string> = {
      'x-amz-copy-source': `/${config.bucket}/${sourceKey}`,
      'x-amz-acl': 'public-read',
      'x-amz-grant-read': 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
      'x-amz-meta-probe': '1',
    };
    const executed = await Promise.all(
      Object.entries(headers).map(async ([name, value]) => {
        const key = newKey();
        const isRefused = isRefusal(await put(exact(key), content, { [name]: value }));
        return isRefused && !(await exists(key)) ? [] : [name];
      }),
    );
    return executed.flat();
  }

  /** A part is a request of its own kind: stores that run the header on one may refuse it on the other. */
  async function probeUnsignedPartCopy(sourceKey: string): Promise<boolean> {
    const key = newKey('files');
    const { uploadId } = await client.createMultipartUpload({ key, contentType, ...(signal && { signal }) });
    uploads.push({ key, uploadId });
    const part = { key, uploadId, partNumber: 1, contentLength: content.length, expiresInSeconds };
    const source = { 'x-amz-copy-source': `/${config.bucket}/${sourceKey}` };
    return isRefusal(await put(signer.presignUploadPart(part), otherContent, source));
  }

  async function probeContentType(): Promise<boolean> {
    const key = newKey();
    const isRefused = isRefusal(await put(exact(key), content, { 'content-type': 'text/html' }));
    return isRefused && !(await exists(key));
  }

  /** Whoever may add `response-content-type=text/html` to a download makes a page of it, on the origin of the store. */
  async function probeOverrides(): Promise<boolean> {
    const key = newKey('files');
    await client.putObject({ key, body: content, contentType, ...(signal && { signal }) });
    const { signedUrl } = signer.presignGetObject({
      key,
      responseContentType: contentType,
      responseContentDisposition: 'attachment',
      expiresInSeconds,
    });
    const read = (url: string) => send(url, { method: 'GET' }).then(({ status }) => status);
    return (
      isOk(await read(signedUrl)) && isRefusal(await read(`${signedUrl}&response-content-encoding=identity`))
    );
  }

  async function probeExposedEtag(): Promise<boolean | undefined> {
    const { origins = [] } = options;
    if (origins.length === 0) return undefined;
    const exposed = await Promise.all(
      origins.map(async (origin) => {
        const { signedUrl, headers } = exact();
        const init = { method: 'PUT', headers: { ...headers, origin }, body: content };
        const answer = (await send(signedUrl, init)).headers;
        const allowed = answer.get('access-control-allow-origin');
        const names = (answer.get('access-control-expose-headers') ?? '').toLowerCase().split(/\s*,\s*/);
        return (allowed === origin || allowed === '*') && (names.includes('etag') || names.includes('*'));
      }),
    );
    return exposed.every(Boolean);
  }

  async function probePostPolicy(): Promise<boolean> {
    const sign = (key = newKey()) =>
      signer.presignPost({ key, contentType, contentLength: content.length, expiresInSeconds });
    const key = newKey();
    if (!isOk(await post(sign(key), content)) || !(await exists(key))) return false;
    return isRefusal(await post(sign(), `${content}!`)) && isRefusal(await post(sign(), content.slice(1)));
  }

  async function removeObjects(): Promise<string[]> {
    // Also after an abort: what the probe made goes.
    const results = await Promise.allSettled([
      ...uploads.map((upload) => client.abortMultipartUpload(upload)),
      ...keys.map((key) => client.deleteObject({ key })),
    ]);
    return results.some(({ status }) => status === 'rejected')
      ? ['The probe could not remove all of its own small objects under incoming/; the sweep will.']
      : [];
  }

  let capabilities: StoreCapabilities;
  let executedHeaders: string[];
  let leftovers: string[] = [];
  try {
    const { key, clockSkewSeconds } = await probeUpload();
    // Every one is waited for, also when another failed: objects made after the removal would stay.
    const probes = [
      ...([probePostPolicy(), probeConditionalPut(), probeLength(), probeChecksum()] as const),
      ...([probeUnsignedPartCopy(key), probeContentType(), probeOverrides(), probeExposedEtag()] as const),
      probePartChecksum(),
    ] as const;
    const unsigned = probeUnsignedHeaders(key);
    await Promise.allSettled([...probes, unsigned]);
    const [postPolicy, conditionalPut, signedLength, checksumSha256, ...more] = await Promise.all(probes);
    const [refusesUnsignedPartCopy, signedContentType, signedOverrides, etagExposed, partChecksumSha256] =
      more;
    const executed = await unsigned;
    executedHeaders = executed;
    capabilities = {
      postPolicy,
      conditionalPut,
      signedLength,
      checksumSha256,
      partChecksumSha256,
      refusesUnsignedHeaders: executed.length === 0,
      refusesUnsignedPartCopy,
      signedContentType,
      signedOverrides,
      ...(etagExposed !== undefined && { etagExposed }),
      clockSkewSeconds,
    };
  } finally {
    leftovers = await removeObjects();
  }
  return {
    capabilities,
    warnings: [
      ...describeCapabilities(capabilities, executedHeaders, config.uploadCredentials !== undefined),
      ...leftovers,
    ],
  };
}
