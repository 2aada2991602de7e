import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type RequestOptions,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { encodePath, parseQuery, percentEncode } from '../s3/parseTarget.ts';
import {
  type CredentialScope,
  canonicalRequest,
  hmac,
  scopeText,
  sha256Hex,
  signingKey,
  stringToSign,
  unsignedPayload,
} from '../s3/sigV4.ts';

export type RawResponse = {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
  /** Text of the first element of that name, entities decoded; `undefined` when there is none. */
  tag(name: string): string | undefined;
  /** Of all of them. */
  tags(name: string): string[];
};

export type RawRequest = {
  method: string;
  /** Raw request target. */
  target: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
  /** Sends the body with `transfer-encoding: chunked` and no length. */
  chunked?: boolean;
  /** Announces this length, sends what there is and cuts the connection. */
  cutAt?: { announced: number };
  /** Waits for `100 Continue` before the body. */
  expectContinue?: boolean;
};

export type SignedRequest = {
  method: string;
  bucket?: string;
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Added after signing. */
  unsignedHeaders?: Record<string, string>;
  body?: Buffer | string;
  /** Value of `x-amz-content-sha256`. @default the hash of the body */
  payloadHash?: string;
  accessKeyId?: string;
  secretAccessKey?: string;
  date?: Date;
  /** Changes the signature before it is sent. */
  tamper?: (authorization: string) => string;
};

export type PresignInput = Omit<SignedRequest, 'body' | 'payloadHash' | 'tamper' | 'unsignedHeaders'> & {
  expiresInSeconds?: number;
};

/** The target of a presigned request and the headers that were signed into it. */
export type Presigned = { method: string; target: string; headers: Record<string, string> };

export type ConformanceTarget = {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** The store's time. @default the system's clock */
  clock?: () => Date;
};

/** Sends what it is told to send, byte for byte: correct and wrong requests alike. Path style. */
export type RawClient = {
  readonly url: URL;
  raw(request: RawRequest): Promise<RawResponse>;
  send(request: SignedRequest): Promise<RawResponse>;
  /** CreateBucket, in the region of the endpoint. */
  createBucket(bucket: string): Promise<RawResponse>;
  presign(input: PresignInput): Presigned;
  /** Sends a presigned request with its own headers and others. */
  use(signed: Presigned, more?: Partial<RawRequest>): Promise<RawResponse>;
  /** A body in `aws-chunked` framing, signed chunk by chunk or with trailers. */
  sendChunks(request: SignedRequest & ChunkedBody): Promise<RawResponse>;
  postForm(
    bucket: string,
    fields: [string, string][],
    file: Buffer | string,
    more?: { headers?: Record<string, string> },
  ): Promise<RawResponse>;
  /** Form fields of a signed POST policy. */
  signPolicy(input: {
    bucket: string;
    key: string;
    conditions?: unknown[];
    fields?: Record<string, string>;
    expiresInSeconds?: number;
  }): [string, string][];
  now(): Date;
};

export type ChunkedBody = {
  body: Buffer | string;
  form: 'signed' | 'signedTrailer' | 'unsignedTrailer';
  chunkSize?: number;
  trailers?: Record<string, string>;
  decodedLength?: number;
  /** Changes the framed body before it is sent. */
  tamperBody?: (framed: Buffer) => Buffer;
};

const toAmzDate = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, '');

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};
const decodeXml = (text: string) =>
  text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, decimal: string) => String.fromCodePoint(Number(decimal)))
    .replace(/&(amp|lt|gt|quot|apos);/g, (entity) => entities[entity] ?? entity);

function toResponse(status: number, headers: IncomingHttpHeaders, body: Buffer): RawResponse {
  const text = body.toString('utf8');
  const tags = (name: string) =>
    [...text.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`, 'g'))].map((match) =>
      decodeXml(match[1] ?? ''),
    );
  return { status, headers, body, text, tags, tag: (name) => tags(name)[0] };
}

export function createRawClient(target: ConformanceTarget): RawClient {
  const url = new URL(target.endpoint);
  const now = target.clock ?? (() => new Date());
  const agent =
    url.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });

  const raw = (input: RawRequest) =>
    new Promise<RawResponse>((resolve, reject) => {
      const body = Buffer.from(input.body ?? '');
      const headers: Record<string, string | number> = { host: url.host, ...input.headers };
      if (input.chunked) headers['transfer-encoding'] = 'chunked';
      else if (input.cutAt) headers['content-length'] = input.cutAt.announced;
      else if (
        headers['content-length'] === undefined &&
        (body.length > 0 || ['PUT', 'POST'].includes(input.method))
      )
        headers['content-length'] = body.length;
      if (input.expectContinue) headers.expect = '100-continue';
      const options: RequestOptions = {
        hostname: url.hostname,
        port: url.port,
        method: input.method,
        path: input.target,
        headers,
        // Requests that break the protocol get a connection of their own.
        agent: input.cutAt || input.chunked || input.expectContinue ? false : agent,
        setHost: false,
      };
      const req = (url.protocol === 'https:' ? requestHttps : requestHttp)(options, (res) => {
        const status = res.statusCode ?? 0;
        const { socket } = res;
        if (input.method === 'HEAD') {
          resolve(toResponse(status, res.headers, Buffer.alloc(0)));
          // Swift sends a body all the same, which would be read as the next answer.
          if (status >= 400) socket.destroy();
        }
        const pieces: Buffer[] = [];
        res.on('data', (piece: Buffer) => pieces.push(piece));
        res.on('end', () => {
          // A server that refuses may leave our body unread and read it as the next request.
          if (status >= 400) socket.destroy();
          resolve(toResponse(status, res.headers, Buffer.concat(pieces)));
        });
        res.on('error', reject);
      });
      req.on('error', reject);
      if (input.expectContinue) req.on('continue', () => req.end(body));
      else if (input.cutAt) req.write(body, () => req.destroy());
      else req.end(body);
      if (input.expectContinue) req.flushHeaders();
    });

  const targetOf = ({ bucket, key, query }: Pick<SignedRequest, 'bucket' | 'key' | 'query'>) => {
    const path = bucket === undefined ? '/' : `/${bucket}${key === undefined ? '' : `/${encodePath(key)}`}`;
    const pairs = Object.entries(query ?? {}).map(
      ([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`,
    );
    return { path, query: pairs.join('&') };
  };
  const join = (path: string, query: string) => (query === '' ? path : `${path}?${query}`);
  const scopeOf = (input: { accessKeyId?: string }, amzDate: string): CredentialScope => ({
    accessKeyId: input.accessKeyId ?? target.accessKeyId,
    date: amzDate.slice(0, 8),
    region: target.region,
    service: 's3',
  });
  const lower = (headers: Record<string, string> | undefined) =>
    Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));

  const signHeaders = (input: SignedRequest, payloadHash: string) => {
    const amzDate = toAmzDate(input.date ?? now());
    const scope = scopeOf(input, amzDate);
    const { path, query } = targetOf(input);
    const headers: Record<string, string> = {
      ...lower(input.headers),
      host: url.host,
      'x-amz-date': amzDate,
      'x-amz-content-sha256': payloadHash,
    };
    const signedHeaders = Object.keys(headers).sort();
    const canonical = canonicalRequest({
      method: input.method,
      rawPath: path,
      query: parseQuery(query),
      headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
      signedHeaders,
      payloadHash,
    });
    const key = signingKey(input.secretAccessKey ?? target.secretAccessKey, scope);
    const signature = hmac(key, stringToSign(amzDate, scope, canonical)).toString('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope.accessKeyId}/${scopeText(scope)}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
    return {
      target: join(path, query),
      headers: { ...headers, authorization },
      key,
      scope,
      amzDate,
      signature,
    };
  };

  const presign = (input: PresignInput): Presigned => {
    const amzDate = toAmzDate(input.date ?? now());
    const scope = scopeOf(input, amzDate);
    const headers: Record<string, string> = { ...lower(input.headers), host: url.host };
    const signedHeaders = Object.keys(headers).sort();
    const { path, query } = targetOf({
      ...input,
      query: {
        ...input.query,
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': `${scope.accessKeyId}/${scopeText(scope)}`,
        'X-Amz-Date': amzDate,
        'X-Amz-Expires': String(input.expiresInSeconds ?? 300),
        'X-Amz-SignedHeaders': signedHeaders.join(';'),
      },
    });
    const canonical = canonicalRequest({
      method: input.method,
      rawPath: path,
      query: parseQuery(query),
      headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
      signedHeaders,
      payloadHash: unsignedPayload,
    });
    const key = signingKey(input.secretAccessKey ?? target.secretAccessKey, scope);
    const signature = hmac(key, stringToSign(amzDate, scope, canonical)).toString('hex');
    return { method: input.method, target: `${join(path, query)}&X-Amz-Signature=${signature}`, headers };
  };

  const send: RawClient['send'] = (input) => {
    const signed = signHeaders(input, input.payloadHash ?? sha256Hex(Buffer.from(input.body ?? '')));
    const authorization =
      input.tamper?.(signed.headers.authorization ?? '') ?? signed.headers.authorization ?? '';
    return raw({
      method: input.method,
      target: signed.target,
      headers: { ...signed.headers, authorization, ...lower(input.unsignedHeaders) },
      ...(input.body !== undefined && { body: input.body }),
    });
  };

  return {
    url,
    raw,
    presign,
    now,
    send,
    createBucket: (bucket) =>
      send({
        method: 'PUT',
        bucket,
        // Amazon wants a region that is not its first to be named.
        ...(!['us-east-1', 'auto'].includes(target.region) && {
          body: `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${target.region}</LocationConstraint></CreateBucketConfiguration>`,
        }),
      }),
    use: (signed, more = {}) =>
      raw({
        method: signed.method,
        target: signed.target,
        ...more,
        headers: { ...signed.headers, ...lower(more.headers) },
      }),
    sendChunks(input) {
      const body = Buffer.from(input.body);
      const hash = {
        signed: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        signedTrailer: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
        unsignedTrailer: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      }[input.form];
      const trailers = Object.entries(input.trailers ?? {});
      const request = signHeaders(
        {
          ...input,
          headers: {
            ...input.headers,
            'content-encoding': 'aws-chunked',
            'x-amz-decoded-content-length': String(input.decodedLength ?? body.length),
            ...(trailers.length > 0 && { 'x-amz-trailer': trailers.map(([name]) => name).join(',') }),
          },
        },
        hash,
      );
      const pieces: Buffer[] = [];
      let previous = request.signature;
      const chunk = (data: Buffer) => {
        let extension = '';
        if (input.form !== 'unsignedTrailer') {
          const text = [
            'AWS4-HMAC-SHA256-PAYLOAD',
            request.amzDate,
            scopeText(request.scope),
            previous,
            sha256Hex(''),
            sha256Hex(data),
          ];
          previous = hmac(request.key, text.join('\n')).toString('hex');
          extension = `;chunk-signature=${previous}`;
        }
        pieces.push(Buffer.from(`${data.length.toString(16)}${extension}\r\n`), data);
        if (data.length > 0) pieces.push(Buffer.from('\r\n'));
      };
      const size = input.chunkSize ?? 64 * 1024;
      for (let at = 0; at < body.length; at += size) chunk(body.subarray(at, at + size));
      chunk(Buffer.alloc(0));
      for (const [name, value] of trailers) pieces.push(Buffer.from(`${name}:${value}\r\n`));
      if (input.form === 'signedTrailer') {
        const canonical = trailers.map(([name, value]) => `${name}:${value}\n`).join('');
        const text = [
          'AWS4-HMAC-SHA256-TRAILER',
          request.amzDate,
          scopeText(request.scope),
          previous,
          sha256Hex(canonical),
        ];
        pieces.push(
          Buffer.from(`x-amz-trailer-signature:${hmac(request.key, text.join('\n')).toString('hex')}\r\n`),
        );
      }
      pieces.push(Buffer.from('\r\n'));
      const framed = Buffer.concat(pieces);
      return raw({
        method: input.method,
        target: request.target,
        headers: request.headers,
        body: input.tamperBody?.(framed) ?? framed,
      });
    },
    signPolicy({ bucket, key, conditions = [], fields = {}, expiresInSeconds = 300 }) {
      const amzDate = toAmzDate(now());
      const scope = scopeOf({}, amzDate);
      const own: Record<string, string> = {
        key,
        'x-amz-algorithm': 'AWS4-HMAC-SHA256',
        'x-amz-credential': `${scope.accessKeyId}/${scopeText(scope)}`,
        'x-amz-date': amzDate,
        ...fields,
      };
      const policy = {
        expiration: new Date(now().getTime() + expiresInSeconds * 1000).toISOString(),
        conditions: [
          { bucket },
          ...Object.entries(own).map(([name, value]) => ({ [name]: value })),
          ...conditions,
        ],
      };
      const encoded = Buffer.from(JSON.stringify(policy)).toString('base64');
      const signature = hmac(signingKey(target.secretAccessKey, scope), encoded).toString('hex');
      return [...Object.entries(own), ['policy', encoded], ['x-amz-signature', signature]];
    },
    postForm(bucket, fields, file, more = {}) {
      const boundary = '----valetkeyconformance7d3f';
      const pieces = fields.map(([name, value]) =>
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
      );
      pieces.push(
        Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`,
        ),
        Buffer.from(file),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      );
      return raw({
        method: 'POST',
        target: `/${bucket}`,
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...more.headers },
        body: Buffer.concat(pieces),
      });
    },
  };
}
