import { sha256Hex } from './hashText.ts';
import type { BucketAddress } from './resolveEndpoint.ts';
import type { SigningScope } from './signingScope.ts';

/** A request in the terms of Signature Version 4: everything sorted and encoded already. */
export type CanonicalRequest = {
  method: string;
  /** Encoded path from the bucket on, with its leading slash. */
  path: string;
  /** `name:value\n` for each signed header, sorted, `host` included. */
  headerLines: string;
  /** Names of the signed headers, sorted, joined by `;`. */
  headerNames: string;
  /** Further query parameters, encoded, sorted, each with a leading `&`; names that sort after `X-Amz-`. */
  query: string;
  expiresInSeconds: number;
};

/**
 * The query form of Signature Version 4 with an unsigned payload. Internal: what may be signed for a client is decided by
 * `createSigner` alone.
 */
export function presignUrl(address: BucketAddress, scope: SigningScope, request: CanonicalRequest): string {
  const path = `${address.basePath}${request.path}`;
  // Header names hold only letters, digits, `-` and the `;` between them.
  const names = request.headerNames.replaceAll(';', '%3B');
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope.encodedCredential}&X-Amz-Date=${scope.amzDate}&X-Amz-Expires=${request.expiresInSeconds}${scope.tokenQuery}&X-Amz-SignedHeaders=${names}${request.query}`;
  const canonical = `${request.method}\n${path}\n${query}\n${request.headerLines}\n${request.headerNames}\nUNSIGNED-PAYLOAD`;
  return `${address.origin}${path}?${query}&X-Amz-Signature=${scope.sign(sha256Hex(canonical))}`;
}
