import { ValetKeyError } from '../protocol/index.ts';
import type { Queryable } from './inTransaction.ts';
import { noSuchFile } from './noSuchFile.ts';
import { claimed, type Reviewer } from './reviewChanges.ts';
import { isReviewable } from './reviewRow.ts';
import { maySee } from './reviewScope.ts';
import { isId } from './uploadRow.ts';

type Renewal = { fileId: string; reviewer: Reviewer; now: Date; until: Date };

/**
 * Makes a claim last longer that its holder still has, never shorter. One statement that finds nothing but that claim, so it needs no
 * lock of the file: whoever takes the claim or ends it meanwhile has the row first or last.
 */
export async function renewClaim(client: Queryable, renewal: Renewal): Promise<Date> {
  const { fileId, reviewer, now, until } = renewal;
  if (!isId(fileId)) throw noSuchFile();
  const values: unknown[] = [fileId, reviewer.id, now, until];
  const isSeen = maySee(reviewer, now, (value) => `$${values.push(value)}`);
  const renewed = await client.query<{ until: Date }>(
    `update valetkey.review_claim c set until = greatest(c.until, $4) from valetkey.file f
     where c.file_id = $1 and c.by_id = $2 and c.until > $3 and f.id = c.file_id and ${isReviewable} and ${isSeen}
     returning c.until`,
    values,
  );
  const [row] = renewed.rows;
  if (row !== undefined) return row.until;
  const found = await client.query<{ is_theirs: boolean }>(
    `select c.by_id <> $2 and c.until > $3 and $4::timestamptz is not null as is_theirs
     from valetkey.file f left join valetkey.review_claim c on c.file_id = f.id
     where f.id = $1 and ${isReviewable} and ${isSeen}`,
    values,
  );
  const [file] = found.rows;
  if (file === undefined) throw noSuchFile();
  if (file.is_theirs) throw claimed();
  throw new ValetKeyError('INVALID_STATE', 'You do not hold this file any more; claim it again to go on.');
}
