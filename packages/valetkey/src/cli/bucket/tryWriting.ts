import { ValetKeyError } from '../../protocol/index.ts';
import { createBucketClient, S3Error, type StoreConfig } from '../../s3/index.ts';
import type { Outside } from './askStore.ts';
import { createKeyring } from './createKeyring.ts';

/** Writes a small object and removes it; `false` when that is forbidden. Without it nothing else can be tried. */
export async function tryWriting(config: StoreConfig, outside: Outside): Promise<boolean> {
  const client = createBucketClient(config, { fetch: outside.fetch, clock: outside.clock });
  const key = createKeyring().newKey('incoming');
  try {
    await client.putObject({ key, body: 'valetkey', contentType: 'text/plain', signal: outside.signal });
  } catch (error) {
    const cause = error instanceof ValetKeyError ? error.cause : null;
    if (cause instanceof S3Error && cause.status === 403) return false;
    throw error;
  }
  await client.deleteObject({ key });
  return true;
}
