import { limits, ValetKeyError } from '../protocol/index.ts';
import {
  assertChecksumSha256,
  assertContentLength,
  assertContentType,
  assertExpiry,
  assertPartNumber,
  assertPrintable,
} from './checkSignerInput.ts';
import { checkStoreConfig } from './checkStoreConfig.ts';
import { encryptionHeaders } from './encryptionHeaders.ts';
import { assertObjectKey } from './objectKey.ts';
import { createPolicySigner } from './presignPolicy.ts';
import { presignUrl } from './presignUrl.ts';
import { type BucketAddress, resolveEndpoint } from './resolveEndpoint.ts';
import type { PresignedRequest, Signer } from './Signer.ts';
import type { StoreConfig } from './StoreConfig.ts';
import { type Clock, createScopeSource, encodeRfc3986, type SigningScope } from './signingScope.ts';

/** Options of {@link createSigner}. */
export type SignerOptions = {
  /** @default the system clock */
  clock?: Clock;
};

/** Temporary credentials are treated as over this long before they are: clocks differ. */
const credentialMarginSeconds = 60;

/** Cuts the life of a URL to that of the credentials that sign it. */
export function cutExpiry(scope: SigningScope, expiresInSeconds: number): number {
  assertExpiry(expiresInSeconds);
  if (scope.credentialsEnd === Number.POSITIVE_INFINITY) return expiresInSeconds;
  const left = scope.credentialsEnd - credentialMarginSeconds - scope.time.getTime() / 1000;
  if (!(left >= 1)) {
    throw new ValetKeyError(
      'INVALID_EXPIRY',
      'The temporary credentials of the store end within a minute; renew them before signing.',
    );
  }
  return Math.min(expiresInSeconds, left);
}

/**
 * The signer on Signature Version 4, without any dependency. Signing is synchronous; each URL costs one hash and one HMAC.
 *
 * @throws {ValetKeyError} `INVALID_OPTION` when the config cannot be used.
 */
export function createSigner(config: StoreConfig, options: SignerOptions = {}): Signer {
  checkStoreConfig(config);
  const clock = options.clock ?? (() => new Date());
  const endpoints = config.publicEndpoints?.length ? config.publicEndpoints : [config.endpoint];
  const addresses = endpoints.map((endpoint) => resolveEndpoint(endpoint, config, 'publicEndpoints'));
  const uploadScope = createScopeSource(
    config.region,
    () => config.uploadCredentials ?? config.credentials,
    clock,
  );
  const downloadScope = createScopeSource(config.region, () => config.credentials, clock);
  const encryption = encryptionHeaders(config.serverSideEncryption);
  const signPolicy = createPolicySigner(config.bucket, encryption);

  function addressOf(index = 0): BucketAddress {
    if (!Number.isSafeInteger(index) || index < 0) {
      throw new ValetKeyError('INVALID_OPTION', 'endpointIndex must be a whole number from 0.', {
        details: { option: 'endpointIndex' },
      });
    }
    return addresses[index % addresses.length]!;
  }

  function answer(
    method: 'PUT' | 'GET',
    signedUrl: string,
    headers: Record<string, string>,
    scope: SigningScope,
    expiresInSeconds: number,
  ): PresignedRequest {
    return {
      method,
      signedUrl,
      headers,
      expiresAt: new Date(scope.time.getTime() + expiresInSeconds * 1000),
    };
  }

  let lastUploadId = '';
  let lastUploadIdQuery = '';

  return {
    endpointCount: addresses.length,
    presignPutObject(input) {
      assertObjectKey(input.key, ['incoming']);
      assertContentType(input.contentType);
      const address = addressOf(input.endpointIndex);
      const scope = uploadScope();
      const expiresInSeconds = cutExpiry(scope, input.expiresInSeconds);
      const headers: Record<string, string> = { 'content-type': input.contentType };
      let headerLines = `content-type:${input.contentType}\nhost:${address.host}\n`;
      let headerNames = 'content-type;host';
      if (input.contentLength !== undefined) {
        assertContentLength(input.contentLength, limits.maxSingleRequestSizeBytes);
        headerLines = `content-length:${input.contentLength}\n${headerLines}`;
        headerNames = 'content-length;content-type;host';
      }
      if (input.ifNoneMatch === true) {
        headers['if-none-match'] = '*';
        headerLines += 'if-none-match:*\n';
        headerNames += ';if-none-match';
      }
      if (input.checksumSha256 !== undefined) {
        assertChecksumSha256(input.checksumSha256);
        headers['x-amz-checksum-sha256'] = input.checksumSha256;
        headerLines += `x-amz-checksum-sha256:${input.checksumSha256}\n`;
        headerNames += ';x-amz-checksum-sha256';
      }
      for (const [name, value] of encryption) {
        headers[name] = value;
        headerLines += `${name}:${value}\n`;
        headerNames += `;${name}`;
      }
      const signedUrl = presignUrl(address, scope, {
        method: 'PUT',
        path: `/${input.key}`,
        headerLines,
        headerNames,
        query: '',
        expiresInSeconds,
      });
      return answer('PUT', signedUrl, headers, scope, expiresInSeconds);
    },

    presignUploadPart(input) {
      assertObjectKey(input.key, ['files']);
      assertPartNumber(input.partNumber);
      assertContentLength(input.contentLength, limits.maxPartSizeBytes);
      const address = addressOf(input.endpointIndex);
      const scope = uploadScope();
      const expiresInSeconds = cutExpiry(scope, input.expiresInSeconds);
      if (input.uploadId !== lastUploadId) {
        assertPrintable(input.uploadId, 'uploadId', 1024);
        lastUploadIdQuery = encodeRfc3986(input.uploadId);
        lastUploadId = input.uploadId;
      }
      const headers: Record<string, string> = {};
      let headerLines = `content-length:${input.contentLength}\nhost:${address.host}\n`;
      let headerNames = 'content-length;host';
      if (input.checksumSha256 !== undefined) {
        assertChecksumSha256(input.checksumSha256);
        headers['x-amz-checksum-sha256'] = input.checksumSha256;
        headerLines += `x-amz-checksum-sha256:${input.checksumSha256}\n`;
        headerNames += ';x-amz-checksum-sha256';
      }
      const signedUrl = presignUrl(address, scope, {
        method: 'PUT',
        path: `/${input.key}`,
        headerLines,
        headerNames,
        query: `&partNumber=${input.partNumber}&uploadId=${lastUploadIdQuery}`,
        expiresInSeconds,
      });
      return answer('PUT', signedUrl, headers, scope, expiresInSeconds);
    },

    presignGetObject(input) {
      assertObjectKey(input.key, ['files', 'derived', 'quarantine']);
      assertContentType(input.responseContentType);
      assertPrintable(input.responseContentDisposition, 'responseContentDisposition', 2048);
      const address = addressOf(input.endpointIndex);
      const scope = downloadScope();
      const expiresInSeconds = cutExpiry(scope, input.expiresInSeconds);
      let query = '';
      if (input.responseCacheControl !== undefined) {
        assertPrintable(input.responseCacheControl, 'responseCacheControl', 255);
        query = `&response-cache-control=${encodeRfc3986(input.responseCacheControl)}`;
      }
      query += `&response-content-disposition=${encodeRfc3986(input.responseContentDisposition)}&response-content-type=${encodeRfc3986(input.responseContentType)}`;
      if (input.versionId !== undefined) {
        assertPrintable(input.versionId, 'versionId', 1024);
        query += `&versionId=${encodeRfc3986(input.versionId)}`;
      }
      const signedUrl = presignUrl(address, scope, {
        method: 'GET',
        path: `/${input.key}`,
        headerLines: `host:${address.host}\n`,
        headerNames: 'host',
        query,
        expiresInSeconds,
      });
      return answer('GET', signedUrl, {}, scope, expiresInSeconds);
    },

    presignPost(input) {
      assertObjectKey(input.key, ['incoming']);
      assertContentType(input.contentType);
      assertContentLength(input.contentLength, limits.maxSingleRequestSizeBytes);
      if (input.checksumSha256 !== undefined) assertChecksumSha256(input.checksumSha256);
      const address = addressOf(input.endpointIndex);
      const scope = uploadScope();
      const expiresInSeconds = cutExpiry(scope, input.expiresInSeconds);
      const expiresAt = new Date(scope.time.getTime() + expiresInSeconds * 1000);
      return {
        method: 'POST',
        signedUrl: address.basePath === '' ? `${address.origin}/` : `${address.origin}${address.basePath}`,
        fields: signPolicy(scope, input, expiresAt),
        expiresAt,
      };
    },
  };
}
