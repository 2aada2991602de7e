import type { ErrorCode } from '../protocol/index.ts';
import type { ObjectFacts } from '../s3/BucketClient.ts';

/** What no stored file may have, whoever put it there; `null` when all is well. */
export function factsProblem({ contentEncoding, storageClass }: ObjectFacts): ErrorCode | null {
  // A scanner would see the compressed bytes and a browser the inflated ones.
  if (contentEncoding !== null && contentEncoding !== '' && contentEncoding !== 'identity') {
    return 'CONTENT_ENCODING_NOT_ALLOWED';
  }
  // Archived objects cannot be read before they are restored, at somebody's cost.
  if (storageClass !== null && /GLACIER|ARCHIVE/i.test(storageClass)) return 'NOT_AVAILABLE';
  return null;
}
