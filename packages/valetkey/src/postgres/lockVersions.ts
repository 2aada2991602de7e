import type { PoolClient } from 'pg';

import { ConcurrentChange } from './inTransaction.ts';
import { noSuchFile } from './noSuchFile.ts';
import { isId, type UploadRow } from './uploadRow.ts';

export type LockedVersions = {
  /** Every version of the file, in the order of their ids. */
  rows: UploadRow[];
  currentVersion: number | null;
};

/**
 * Locks in the order of every transaction of this store: upload rows by id, the owner's quota row, the file's row. Then nobody
 * adds a version or changes a state until we are done. A file of somebody else, or in another place, is `NOT_FOUND`.
 */
export async function lockVersions(
  client: PoolClient,
  { ownerId, fileId, place }: { ownerId: string; fileId: string; place: 'files' | 'trash' },
): Promise<LockedVersions> {
  if (!isId(fileId)) throw noSuchFile();
  const uploads = await client.query<UploadRow>(
    'select * from valetkey.upload where file_id = $1 and owner_id = $2 order by id for no key update',
    [fileId, ownerId],
  );
  await client.query('select from valetkey.quota where owner_id = $1 for no key update', [ownerId]);
  const files = await client.query<{ current_version: number | null; last_version: number }>(
    `select current_version, last_version from valetkey.file
     where id = $1 and owner_id = $2 and (deleted_at is not null) = $3 and ($3 = false or place = 'trash')
     for no key update`,
    [fileId, ownerId, place === 'trash'],
  );
  const file = files.rows[0];
  // Without a version it only waits for one, and is nothing to its owner.
  if (file === undefined || file.last_version === 0) throw noSuchFile();
  // A version that was added between the two locks is not locked; start over.
  if (uploads.rows.length !== file.last_version) throw new ConcurrentChange();
  return { rows: uploads.rows, currentVersion: file.current_version };
}
