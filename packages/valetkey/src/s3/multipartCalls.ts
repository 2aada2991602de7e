import type { BucketClient, StoredPart } from './BucketClient.ts';
import type { Transport } from './createTransport.ts';
import { encryptionHeaders } from './encryptionHeaders.ts';
import { decodeListed, readXml } from './objectCalls.ts';
import { toRequestHeaders } from './objectHeaders.ts';
import { isMissing, isPassing, S3Error, toValetKeyError } from './S3Error.ts';
import type { StoreConfig } from './StoreConfig.ts';
import { child, children, escapeXml, textOf } from './xmlDocument.ts';

type MultipartCalls = Pick<
  BucketClient,
  | 'createMultipartUpload'
  | 'listParts'
  | 'completeMultipartUpload'
  | 'abortMultipartUpload'
  | 'listMultipartUploads'
>;

/** Completing joins all parts before the answer ends. */
const completePatience = 10;

export function createMultipartCalls(transport: Transport, config: StoreConfig): MultipartCalls {
  const encryption = Object.fromEntries(encryptionHeaders(config.serverSideEncryption));

  async function readParts(input: {
    key: string;
    uploadId: string;
    signal?: AbortSignal | undefined;
  }): Promise<StoredPart[] | null> {
    const { key, uploadId, signal } = input;
    const parts = new Map<number, StoredPart>();
    let marker = 0;
    try {
      for (;;) {
        const query: Record<string, string> = { uploadId, 'max-parts': '1000' };
        if (marker > 0) query['part-number-marker'] = String(marker);
        const page = child(
          await transport.call({ method: 'GET', key, query, signal }, readXml),
          'ListPartsResult',
        );
        for (const part of children(page, 'Part')) {
          const partNumber = Number(textOf(part, 'PartNumber'));
          parts.set(partNumber, {
            partNumber,
            size: Number(textOf(part, 'Size')),
            etag: textOf(part, 'ETag') ?? '',
            checksumSha256: textOf(part, 'ChecksumSHA256') || null,
          });
        }
        const next = Number(textOf(page, 'NextPartNumberMarker') ?? 0);
        // The marker must advance, or a careless store would hold us here for ever.
        if (textOf(page, 'IsTruncated') !== 'true' || !(next > marker)) break;
        marker = next;
      }
    } catch (error) {
      // Amazon says NoSuchUpload, Ceph says NoSuchKey.
      if (isMissing(error)) return null;
      throw error;
    }
    return [...parts.values()].sort((a, b) => a.partNumber - b.partNumber);
  }

  async function exists(key: string, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      return await transport.call({ method: 'HEAD', key, signal }, async () => true);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /**
   * What became of an upload after an unclear answer. Ceph answers 500 for an upload that it does not know and for one that
   * another request is completing: only the object and the part list tell. The object is asked for twice, since it may appear
   * just before the part list goes.
   */
  async function outcomeOf(
    key: string,
    uploadId: string,
    signal: AbortSignal | undefined,
  ): Promise<'completed' | 'open' | 'gone'> {
    if (await exists(key, signal)) return 'completed';
    if ((await readParts({ key, uploadId, signal })) !== null) return 'open';
    return (await exists(key, signal)) ? 'completed' : 'gone';
  }

  async function complete(
    key: string,
    uploadId: string,
    body: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const request = {
      method: 'POST',
      key,
      query: { uploadId },
      headers: { 'content-type': 'application/xml' },
      body,
      signal,
      patience: completePatience,
    };
    for (let attempt = 1; ; attempt++) {
      try {
        await transport.send(request, readXml);
        return;
      } catch (error) {
        if (!(error instanceof S3Error)) throw error;
        if (!isPassing(error) && !isMissing(error)) throw error;
        const outcome = await outcomeOf(key, uploadId, signal);
        if (outcome === 'completed') return;
        if (outcome === 'gone') throw new S3Error('NoSuchUpload', 404, { cause: error });
        await transport.waitOrThrow(error, attempt, signal);
      }
    }
  }

  return {
    async createMultipartUpload({ key, checksumAlgorithm, signal, ...described }) {
      const request = {
        method: 'POST',
        key,
        query: { uploads: '' },
        headers: {
          ...toRequestHeaders(described),
          ...(checksumAlgorithm && { 'x-amz-checksum-algorithm': checksumAlgorithm }),
          ...encryption,
        },
        signal,
      };
      try {
        const uploadId = await transport.call(request, async (response) => {
          const id = textOf(child(await readXml(response), 'InitiateMultipartUploadResult'), 'UploadId');
          if (id === null || id === '') throw new S3Error('InternalError', response.status);
          return id;
        });
        return { uploadId };
      } catch (error) {
        throw toValetKeyError('CreateMultipartUpload', error);
      }
    },

    async listParts(input) {
      try {
        return await readParts(input);
      } catch (error) {
        throw toValetKeyError('ListParts', error);
      }
    },

    async completeMultipartUpload({ key, uploadId, parts, signal }) {
      const listed = parts
        .map(
          ({ partNumber, etag, checksumSha256 }) =>
            `<Part><PartNumber>${partNumber}</PartNumber><ETag>${escapeXml(etag)}</ETag>${
              checksumSha256 ? `<ChecksumSHA256>${escapeXml(checksumSha256)}</ChecksumSHA256>` : ''
            }</Part>`,
        )
        .join('');
      const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${listed}</CompleteMultipartUpload>`;
      try {
        await complete(key, uploadId, body, signal);
      } catch (error) {
        throw toValetKeyError('CompleteMultipartUpload', error);
      }
    },

    async abortMultipartUpload({ key, uploadId, signal }) {
      try {
        await transport.call({ method: 'DELETE', key, query: { uploadId }, signal }, async (response) => {
          await response.body?.cancel();
        });
      } catch (error) {
        if (!isMissing(error)) throw toValetKeyError('AbortMultipartUpload', error);
      }
    },

    async *listMultipartUploads({ prefix, signal }) {
      let keyMarker = '';
      let idMarker = '';
      for (;;) {
        const query: Record<string, string> = { uploads: '', 'encoding-type': 'url', prefix };
        if (keyMarker !== '') query['key-marker'] = keyMarker;
        if (idMarker !== '') query['upload-id-marker'] = idMarker;
        let page: ReturnType<typeof child>;
        try {
          page = child(
            await transport.call({ method: 'GET', query, signal }, readXml),
            'ListMultipartUploadsResult',
          );
        } catch (error) {
          throw toValetKeyError('ListMultipartUploads', error);
        }
        const isEncoded = textOf(page, 'EncodingType') === 'url';
        for (const upload of children(page, 'Upload')) {
          yield {
            key: decodeListed(textOf(upload, 'Key') ?? '', isEncoded),
            uploadId: textOf(upload, 'UploadId') ?? '',
            initiated: new Date(textOf(upload, 'Initiated') ?? 0),
          };
        }
        const nextKey = decodeListed(textOf(page, 'NextKeyMarker') ?? '', isEncoded);
        const nextId = textOf(page, 'NextUploadIdMarker') ?? '';
        const stands = nextKey === keyMarker && nextId === idMarker;
        if (textOf(page, 'IsTruncated') !== 'true' || nextKey === '' || stands) return;
        keyMarker = nextKey;
        idMarker = nextId;
      }
    },
  };
}
