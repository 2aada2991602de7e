import type { Pool } from 'pg';
import { sampleStoredKeys } from '../../postgres/storedObjects.ts';
import { ValetKeyError } from '../../protocol/index.ts';
import type { BucketClient } from '../../s3/index.ts';

const sampleSize = 20;

/**
 * A sweep of one bucket by the records of another would remove every file. So before anything is removed, some of what the
 * records know must be in the bucket, and a bucket with objects must have records.
 *
 * @throws {ValetKeyError} `INVALID_OPTION` when the two do not belong together.
 */
export async function refuseStrangers(pool: Pool, client: BucketClient, signal: AbortSignal): Promise<void> {
  const { keys, hasUploads } = await sampleStoredKeys(pool, sampleSize);
  const found = await Promise.all(keys.map((key) => client.headObject({ key, signal })));
  if (found.some((facts) => facts !== null)) return;
  let isEmpty = true;
  for await (const _object of client.listObjects({ prefix: 'files/', signal })) {
    isEmpty = false;
    break;
  }
  if (isEmpty || (hasUploads && keys.length === 0)) return;
  throw new ValetKeyError(
    'INVALID_OPTION',
    hasUploads
      ? `The bucket "${client.bucket}" has files, and none of those that the records know: is DATABASE_URL that of this bucket? Nothing was removed. --force sweeps all the same.`
      : `The bucket "${client.bucket}" has files, and the database has no records: is DATABASE_URL that of this bucket? Nothing was removed. --force sweeps all the same.`,
  );
}
