import { sha256Hex } from './hashText.ts';
import type { BucketAddress } from './resolveEndpoint.ts';
import { encodeRfc3986, type SigningScope } from './signingScope.ts';

/** A request of our own server, before it is signed. */
export type UnsignedRequest = {
  method: string;
  /** Object key; left out for calls on the bucket. */
  key?: string;
  query?: Readonly<Record<string, string>>;
  /** Lower-case names; all of them are signed. */
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | string;
};

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The header form of Signature Version 4, with the hash of the body. */
export function signHeaders(
  address: BucketAddress,
  scope: SigningScope,
  request: UnsignedRequest,
): { url: string; headers: Record<string, string> } {
  const path =
    request.key === undefined
      ? address.basePath || '/'
      : `${address.basePath}/${request.key.split('/').map(encodeRfc3986).join('/')}`;
  const query = Object.entries(request.query ?? {})
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    // By name alone: "a=" sorts after "a-=", "a" before "a-".
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const payloadHash = request.body === undefined ? emptyHash : sha256Hex(request.body);
  const signed: Record<string, string> = {
    ...request.headers,
    host: address.host,
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': scope.amzDate,
  };
  if (scope.sessionToken !== undefined) signed['x-amz-security-token'] = scope.sessionToken;
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]!.trim()}\n`).join('');
  const signedNames = names.join(';');
  const canonical = `${request.method}\n${path}\n${query}\n${lines}\n${signedNames}\n${payloadHash}`;
  const { host: _host, ...headers } = signed;
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${scope.credential}, SignedHeaders=${signedNames}, Signature=${scope.sign(sha256Hex(canonical))}`;
  return { url: `${address.origin}${path}${query === '' ? '' : `?${query}`}`, headers };
}
