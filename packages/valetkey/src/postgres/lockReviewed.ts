import type { PoolClient } from 'pg';
import { ConcurrentChange } from './inTransaction.ts';
import { noSuchFile } from './noSuchFile.ts';
import type { Reviewer } from './reviewChanges.ts';
import { isReviewable, type ReviewFileRow, reviewFileColumns } from './reviewRow.ts';
import { maySee } from './reviewScope.ts';
import { isId, type UploadRow } from './uploadRow.ts';

/** A document and its current version, both locked; `claim` is who holds it now, run-out claims left out. */
export type Reviewed = {
  file: ReviewFileRow;
  upload: UploadRow;
  claim: { byId: string; until: Date } | null;
};

/**
 * Locks in the order of every transaction of this store: the upload's row, then the file's row. A claim is only ever taken
 * or ended under the file's lock, and a review changes no quota.
 */
export async function lockReviewed(
  client: PoolClient,
  { fileId, reviewer }: { fileId: string; reviewer: Reviewer },
  now: Date,
): Promise<Reviewed> {
  if (!isId(fileId)) throw noSuchFile();
  const values: unknown[] = [fileId];
  const isSeen = maySee(reviewer, now, (value) => `$${values.push(value)}`);
  const seen = await client.query<UploadRow>(
    `select u.* from valetkey.upload u
     join valetkey.file f on f.id = u.file_id and f.current_version = u.version
     where f.id = $1 and ${isReviewable} and ${isSeen} for no key update of u`,
    values,
  );
  const upload = seen.rows[0];
  if (upload === undefined) throw noSuchFile();
  await client.query('select from valetkey.file where id = $1 for no key update', [fileId]);
  const found = await client.query<ReviewFileRow>(
    `select ${reviewFileColumns} from valetkey.file f left join valetkey.review_claim c on c.file_id = f.id
     where f.id = $1 and ${isReviewable} and ${isSeen}`,
    values,
  );
  const file = found.rows[0];
  if (file === undefined) throw noSuchFile();
  // A version that arrived between the two locks is not the one that is locked; start over.
  if (file.version !== upload.version) throw new ConcurrentChange();
  const isHeld = file.claim_until !== null && file.claim_until > now;
  return {
    file,
    upload,
    claim:
      isHeld && file.claim_by !== null && file.claim_until !== null
        ? { byId: file.claim_by, until: file.claim_until }
        : null,
  };
}
