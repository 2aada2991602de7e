import { ValetKeyError } from '../protocol/index.ts';
import type { ObjectFacts, ObjectHeaders } from './BucketClient.ts';

/**
 * Metadata values travel percent-encoded where they are not visible ASCII: stores disagree about everything else, and what
 * everybody agrees about stays readable.
 *
 * @throws {ValetKeyError} `INVALID_OPTION` for a name that some store would change (capitals, underscores).
 */
export function toRequestHeaders({ contentType, metadata }: ObjectHeaders): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': contentType };
  for (const [name, value] of Object.entries(metadata ?? {})) {
    if (!/^[a-z0-9-]{1,64}$/.test(name)) {
      throw new ValetKeyError(
        'INVALID_OPTION',
        'Names of metadata must be 1 to 64 lower-case letters, digits and hyphens.',
        { details: { option: 'metadata' } },
      );
    }
    headers[`x-amz-meta-${name}`] = value.replace(/[^\x21-\x24\x26-\x7e]+/g, encodeURIComponent);
  }
  return headers;
}

function decodeValue(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Reads what HEAD and GET say about an object. Of a range, the size is that of the whole object. */
export function readFacts(headers: Headers): ObjectFacts {
  const metadata: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (name.startsWith('x-amz-meta-')) metadata[name.slice('x-amz-meta-'.length)] = decodeValue(value);
  });
  const whole = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1];
  const checksum = headers.get('x-amz-checksum-sha256');
  const modified = Date.parse(headers.get('last-modified') ?? '');
  return {
    size: Number(whole ?? headers.get('content-length') ?? 0),
    etag: headers.get('etag') ?? '',
    contentType: headers.get('content-type'),
    contentEncoding: headers.get('content-encoding'),
    cacheControl: headers.get('cache-control'),
    storageClass: headers.get('x-amz-storage-class'),
    versionId: headers.get('x-amz-version-id'),
    checksumSha256: checksum === null || checksum.includes('-') ? null : checksum,
    compositeSha256: checksum?.includes('-') ? checksum : null,
    lastModified: Number.isNaN(modified) ? null : new Date(modified),
    metadata,
  };
}
