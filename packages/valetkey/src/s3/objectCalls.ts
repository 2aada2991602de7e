import type { BucketClient, ListedObject } from './BucketClient.ts';
import { findErrorCode, readText, type Transport, type TransportRequest } from './createTransport.ts';
import { encryptionHeaders } from './encryptionHeaders.ts';
import { md5Base64 } from './md5.ts';
import { readFacts, toRequestHeaders } from './objectHeaders.ts';
import { isMissing, S3Error, toValetKeyError } from './S3Error.ts';
import type { StoreConfig } from './StoreConfig.ts';
import { encodeRfc3986 } from './signingScope.ts';
import { child, children, escapeXml, maxXmlBytes, parseXml, textOf, type XmlNode } from './xmlDocument.ts';

type ObjectCalls = Pick<
  BucketClient,
  'headObject' | 'getObject' | 'putObject' | 'copyObject' | 'deleteObject' | 'deleteObjects' | 'listObjects'
>;

/** S3 deletes at most this many keys in one call. */
const maxDeletedKeys = 1_000;
/** The store copies up to 5 GiB inside one request. */
const copyPatience = 10;

const ignoreBody = async (response: Response) => {
  await response.body?.cancel();
  return response;
};

/** Reads an XML answer with status 200 that may still be an error: the store answers 200 before it knows. */
export async function readXml(response: Response): Promise<XmlNode> {
  const document = await readText(response, maxXmlBytes);
  const root = await parseXml(document);
  if (child(root, 'Error') !== null) {
    const code = findErrorCode(document) ?? 'InternalError';
    throw new S3Error(code, code === 'PreconditionFailed' ? 412 : response.status, {
      requestId: response.headers.get('x-amz-request-id'),
    });
  }
  return root;
}

/** Stores that keep to `encoding-type=url` write a space as `+` or `%20`. */
export function decodeListed(text: string, isEncoded: boolean): string {
  if (!isEncoded) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'));
  } catch {
    return text;
  }
}

export function createObjectCalls(transport: Transport, config: StoreConfig): ObjectCalls {
  const { bucket } = config;
  const encryption = Object.fromEntries(encryptionHeaders(config.serverSideEncryption));

  async function call<T>(
    operation: string,
    request: TransportRequest,
    read: (response: Response, keepSignal: () => () => void) => Promise<T>,
  ): Promise<T> {
    try {
      return await transport.call(request, read);
    } catch (error) {
      throw toValetKeyError(operation, error);
    }
  }

  return {
    async headObject({ key, signal }) {
      try {
        return await transport.call(
          { method: 'HEAD', key, headers: { 'x-amz-checksum-mode': 'ENABLED' }, signal },
          async (response) => readFacts(response.headers),
        );
      } catch (error) {
        if (isMissing(error)) return null;
        throw toValetKeyError('HeadObject', error);
      }
    },

    getObject({ key, range, signal }) {
      const headers: Record<string, string> =
        range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` };
      return call('GetObject', { method: 'GET', key, headers, signal }, async (response, keepSignal) => {
        const facts = readFacts(response.headers);
        const body = response.body === null ? new ReadableStream<Uint8Array>() : response.body;
        return { facts, body: guardBody(body, response.body === null, keepSignal()) };
      });
    },

    async putObject({ key, body, ifNoneMatch, signal, ...described }) {
      const headers: Record<string, string> = { ...toRequestHeaders(described), ...encryption };
      if (ifNoneMatch === true) headers['if-none-match'] = '*';
      const response = await call('PutObject', { method: 'PUT', key, headers, body, signal }, ignoreBody);
      return { etag: response.headers.get('etag') ?? '' };
    },

    async copyObject({ sourceKey, key, ifMatch, signal, ...described }) {
      const headers = {
        ...toRequestHeaders(described),
        ...encryption,
        'x-amz-copy-source': `/${bucket}/${sourceKey.split('/').map(encodeRfc3986).join('/')}`,
        'x-amz-metadata-directive': 'REPLACE',
        'x-amz-tagging-directive': 'REPLACE',
        ...(ifMatch === undefined ? {} : { 'x-amz-copy-source-if-match': ifMatch }),
      };
      const request = { method: 'PUT', key, headers, signal, patience: copyPatience };
      try {
        return await transport.call(request, async (response) => {
          const result = child(await readXml(response), 'CopyObjectResult');
          // Neither a result nor an error: an answer cut short, so the copy is made again.
          if (result === null) throw new S3Error('InternalError', response.status);
          return { etag: textOf(result, 'ETag') ?? '' };
        });
      } catch (error) {
        if (isMissing(error) || (error instanceof S3Error && error.code === 'NoSuchKey')) return null;
        throw toValetKeyError('CopyObject', error);
      }
    },

    async deleteObject({ key, signal }) {
      try {
        await transport.call({ method: 'DELETE', key, signal }, ignoreBody);
      } catch (error) {
        if (!isMissing(error)) throw toValetKeyError('DeleteObject', error);
      }
    },

    async deleteObjects({ keys, signal }) {
      if (keys.length === 0) return [];
      if (keys.length > maxDeletedKeys)
        throw new RangeError(`At most ${maxDeletedKeys} keys can be deleted at once`);
      const body = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${keys
        .map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`)
        .join('')}</Delete>`;
      const headers = { 'content-type': 'application/xml', 'content-md5': md5Base64(body) };
      const request = { method: 'POST', query: { delete: '' }, headers, body, signal };
      const result = child(await call('DeleteObjects', request, readXml), 'DeleteResult');
      return children(result, 'Error')
        .map((error) => ({ key: textOf(error, 'Key') ?? '', code: textOf(error, 'Code') ?? 'Unknown' }))
        .filter(({ code }) => code !== 'NoSuchKey');
    },

    async *listObjects({ prefix, startAfter, signal }) {
      let token: string | null = null;
      for (;;) {
        const query: Record<string, string> = { 'list-type': '2', 'encoding-type': 'url', prefix };
        if (token !== null) query['continuation-token'] = token;
        else if (startAfter !== undefined) query['start-after'] = startAfter;
        const page = child(
          await call('ListObjectsV2', { method: 'GET', query, signal }, readXml),
          'ListBucketResult',
        );
        const isEncoded = textOf(page, 'EncodingType') === 'url';
        for (const entry of children(page, 'Contents')) yield readListed(entry, isEncoded);
        const next: string | null = textOf(page, 'NextContinuationToken');
        if (textOf(page, 'IsTruncated') !== 'true' || next === null || next === token) return;
        token = next;
      }
    },
  };
}

function readListed(entry: XmlNode, isEncoded: boolean): ListedObject {
  return {
    key: decodeListed(textOf(entry, 'Key') ?? '', isEncoded),
    size: Number(textOf(entry, 'Size') ?? 0),
    etag: textOf(entry, 'ETag') ?? '',
    lastModified: new Date(textOf(entry, 'LastModified') ?? 0),
  };
}

/** Gives the caller's signal back when the body is done, and turns a broken one into an error of the contract. */
function guardBody(
  body: ReadableStream<Uint8Array>,
  isEmpty: boolean,
  release: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (isEmpty) {
        release();
        controller.close();
        return;
      }
      try {
        const { done, value } = await reader.read();
        if (done) {
          release();
          controller.close();
        } else controller.enqueue(value);
      } catch (error) {
        release();
        controller.error(
          error instanceof DOMException && error.name === 'AbortError'
            ? error
            : toValetKeyError('GetObject', new S3Error('Unreachable', 0, { cause: error })),
        );
      }
    },
    async cancel(reason) {
      release();
      await reader.cancel(reason);
    },
  });
}
