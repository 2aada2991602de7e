import { ValetKeyError } from '../protocol/index.ts';
import type { StoreConfig } from './StoreConfig.ts';

/** How one endpoint addresses the bucket. */
export type BucketAddress = {
  /** Scheme and host, as requests name it. */
  origin: string;
  /** Value of the `host` header. */
  host: string;
  /** Path of the bucket: `/bucket` or nothing. */
  basePath: string;
};

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** Whether a host name of a URL is this machine. */
export function isLoopback(hostname: string): boolean {
  return loopbackNames.has(hostname) || hostname.startsWith('127.') || hostname.endsWith('.localhost');
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Dots break the wildcard certificate of `bucket.host`; capitals and underscores are no host name. */
function canBeHostName(bucket: string, protocol: string): boolean {
  return (
    /^[a-z0-9][a-z0-9-]*$/.test(bucket) || (protocol === 'http:' && /^[a-z0-9][a-z0-9.-]*$/.test(bucket))
  );
}

/**
 * Works out path style or virtual-host style for one endpoint.
 *
 * @throws {ValetKeyError} `INVALID_OPTION` when the endpoint is not an origin or is plain http beyond this machine.
 */
export function resolveEndpoint(
  endpoint: string,
  config: Pick<StoreConfig, 'bucket' | 'forcePathStyle'>,
  name = 'endpoint',
): BucketAddress {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  const isOrigin =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '';
  if (!isOrigin) {
    // The value is not repeated: people paste credentials into URLs.
    throw new ValetKeyError(
      'INVALID_OPTION',
      `${name} must be a host or an origin like https://s3.eu-central-1.amazonaws.com, without path, query or credentials.`,
      { details: { option: name } },
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new ValetKeyError(
      'INVALID_OPTION',
      `${name} must use https: plain http is accepted only for this machine (localhost, 127.0.0.1), not for ${url.hostname}.`,
      { details: { option: name } },
    );
  }
  const isPathStyle =
    config.forcePathStyle ??
    (isAddress(url.hostname) || isLoopback(url.hostname) || !canBeHostName(config.bucket, url.protocol));
  if (isPathStyle) return { origin: url.origin, host: url.host, basePath: `/${config.bucket}` };
  return {
    origin: `${url.protocol}//${config.bucket}.${url.host}`,
    host: `${config.bucket}.${url.host}`,
    basePath: '',
  };
}
