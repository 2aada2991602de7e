import {
  type ChecksumAlgorithm,
  checksumOfRequest,
  createDigest,
  type Digest,
  isChecksumValue,
  parseAlgorithm,
} from './checksums.ts';
import { decodeChunks } from './decodeChunks.ts';
import type { RequestContext } from './RequestContext.ts';
import type { PartRecord } from './records.ts';
import { StoreError } from './StoreError.ts';

export const largestPut = 5 * 1024 ** 3;

/** A body that was received, verified and is on the disk, but is not an object yet. */
export type ReceivedBody = PartRecord & { checksum?: { algorithm: ChecksumAlgorithm; value: string } };

type Announced = {
  length: number;
  checksum?: { algorithm: ChecksumAlgorithm; value: string };
  trailer?: ChecksumAlgorithm;
};

/** What the headers promise about the body. @throws before a byte is read. */
function announcedBody(context: RequestContext): Announced {
  const { header, server, authenticated } = context;
  const chunked = authenticated?.payload.kind === 'chunks';
  const policy = server.personality.chunkedBodies;
  if (
    chunked &&
    (policy === 'none' ||
      (policy === 'signedOnly' && authenticated.payload.kind === 'chunks' && !authenticated.payload.signed))
  ) {
    if (policy === 'none') throw new StoreError('NotImplemented');
    const isAnnounced = header('content-length') !== undefined;
    throw new StoreError(isAnnounced ? 'XAmzContentSHA256Mismatch' : 'MissingContentLength');
  }
  const text = header(chunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined) throw new StoreError('MissingContentLength');
  if (!/^\d{1,15}$/.test(text))
    throw new StoreError('InvalidArgument', 'The length of the body is not a number.');
  const length = Number(text);
  if (length > largestPut)
    throw new StoreError('EntityTooLarge', undefined, { details: { MaxSizeAllowed: String(largestPut) } });
  if (!server.personality.verifiesChecksums) return { length };
  const checksum = checksumOfRequest(header);
  const trailerName = header('x-amz-trailer')?.trim().toLowerCase();
  const trailer = trailerName?.startsWith('x-amz-checksum-')
    ? parseAlgorithm(trailerName.slice(15))
    : undefined;
  return { length, ...(checksum && { checksum }), ...(trailer && { trailer }) };
}

function md5OfRequest(context: RequestContext): string | undefined {
  const value = context.header('content-md5');
  if (value === undefined) return undefined;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) throw new StoreError(context.server.personality.malformedMd5);
  if (bytes.length !== 16) throw new StoreError('InvalidDigest');
  return bytes.toString('hex');
}

/**
 * Streams the body of the request into a blob while hashing it, and keeps it only when everything announced is true: length,
 * payload hash or chunk signatures, MD5, checksum in header or trailer.
 *
 * @param algorithm a checksum to compute in any case (an upload that was created with one).
 */
export async function receiveBody(
  context: RequestContext,
  algorithm?: ChecksumAlgorithm,
): Promise<ReceivedBody> {
  const announced = announcedBody(context);
  const md5 = md5OfRequest(context);
  const payload = context.authenticated?.payload ?? { kind: 'unsigned' };
  const wanted = new Set<ChecksumAlgorithm>();
  if (announced.checksum) wanted.add(announced.checksum.algorithm);
  if (announced.trailer) wanted.add(announced.trailer);
  if (algorithm) wanted.add(algorithm);
  if (payload.kind === 'hash') wanted.add('sha256');
  const trailers = new Map<string, string>();
  const raw = context.incoming();
  const source = payload.kind === 'chunks' ? decodeChunks(raw, payload, trailers) : raw;
  const received = await receiveStream(context, source, wanted, (size) => {
    if (size > announced.length) throw new StoreError('IncompleteBody');
  });
  try {
    const { part, digests } = received;
    if (part.size !== announced.length) throw new StoreError('IncompleteBody');
    if (payload.kind === 'hash') {
      const computed = Buffer.from(digests.sha256!, 'base64').toString('hex');
      if (computed !== payload.sha256) {
        throw new StoreError('XAmzContentSHA256Mismatch', undefined, {
          details: { ClientComputedContentSHA256: payload.sha256, S3ComputedContentSHA256: computed },
        });
      }
    }
    if (md5 !== undefined && md5 !== part.etag) throw new StoreError('BadDigest');
    const checksum = announced.checksum ?? trailerChecksum(announced.trailer, trailers);
    if (checksum && digests[checksum.algorithm] !== checksum.value) {
      throw new StoreError(
        'BadDigest',
        `The ${checksum.algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
    const kept = checksum?.algorithm ?? algorithm;
    return {
      ...part,
      ...(kept && {
        checksums: { [kept]: digests[kept]! },
        checksum: { algorithm: kept, value: digests[kept]! },
      }),
    };
  } catch (error) {
    context.server.store.blobs.remove([received.part.id]);
    throw error;
  }
}

function trailerChecksum(algorithm: ChecksumAlgorithm | undefined, trailers: ReadonlyMap<string, string>) {
  if (!algorithm) return undefined;
  const value = trailers.get(`x-amz-checksum-${algorithm}`);
  if (value === undefined) throw new StoreError('MalformedXML', 'The announced trailer was not sent.');
  if (!isChecksumValue(algorithm, value)) {
    throw new StoreError(
      'InvalidRequest',
      `Value for x-amz-checksum-${algorithm} trailing header is invalid.`,
    );
  }
  return { algorithm, value };
}

/** Writes a stream into a blob, with its MD5 and the digests wanted (base64). Nothing stays behind when it fails. */
export async function receiveStream(
  context: Pick<RequestContext, 'server'>,
  source: AsyncIterable<Buffer>,
  wanted: Iterable<ChecksumAlgorithm>,
  check: (size: number) => void,
): Promise<{ part: PartRecord; digests: Partial<Record<ChecksumAlgorithm, string>> }> {
  const md5 = createDigest('md5');
  const running: [ChecksumAlgorithm, Digest][] = [...wanted].map((name) => [name, createDigest(name)]);
  const writer = await context.server.store.blobs.create();
  try {
    let size = 0;
    for await (const data of source) {
      size += data.length;
      check(size);
      md5.update(data);
      for (const [, digest] of running) digest.update(data);
      await writer.write(data);
    }
    const blob = await writer.finish();
    const digests = Object.fromEntries(
      running.map(([name, digest]) => [name, digest.digest().toString('base64')]),
    );
    return { part: { ...blob, etag: md5.digest().toString('hex') }, digests };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** Reads a small body (XML, JSON) whole, with the same proofs. */
export async function readDocument(context: RequestContext, limit = 4 * 1024 * 1024): Promise<Buffer> {
  const md5 = md5OfRequest(context);
  const { payload } = context.authenticated ?? { payload: { kind: 'unsigned' as const } };
  const trailers = new Map<string, string>();
  const raw = context.incoming();
  const source = payload.kind === 'chunks' ? decodeChunks(raw, payload, trailers) : raw;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > limit) throw new StoreError('MaxMessageLengthExceeded');
    pieces.push(piece);
  }
  const body = Buffer.concat(pieces);
  const digestOf = (algorithm: ChecksumAlgorithm | 'md5') => {
    const digest = createDigest(algorithm);
    digest.update(body);
    return digest.digest();
  };
  if (payload.kind === 'hash' && digestOf('sha256').toString('hex') !== payload.sha256) {
    throw new StoreError('XAmzContentSHA256Mismatch');
  }
  if (md5 !== undefined && digestOf('md5').toString('hex') !== md5) throw new StoreError('BadDigest');
  // On Complete the checksum headers describe the object and not this body.
  if (context.server.personality.verifiesChecksums && !context.target.query.has('uploadId')) {
    const checksum = checksumOfRequest(context.header);
    if (checksum && digestOf(checksum.algorithm).toString('base64') !== checksum.value)
      throw new StoreError('BadDigest');
  }
  return body;
}
