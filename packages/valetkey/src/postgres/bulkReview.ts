import { ValetKeyError } from '../protocol/index.ts';
import type { Queryable } from './inTransaction.ts';
import { readDerivatives } from './readDerivatives.ts';
import { type ReviewFile, type ReviewFileRow, reviewFileColumns, toReviewFile } from './reviewRow.ts';

/** What is done to many documents at once, in one call. */
export const bulkActions = ['claim', 'release', 'decide', 'assign', 'hold', 'lift'] as const;

export type BulkAction = (typeof bulkActions)[number];

/** Documents in one call. */
export const maxBulkFiles = 500;

/** What became of one of them: the document as it is then, or why it was refused, as a call about it alone would say. */
export type BulkOutcome = { fileId: string } & ({ file: ReviewFile } | { error: ValetKeyError });

export function checkBulkFiles(files: readonly { fileId: string }[]): void {
  if (files.length < 1 || files.length > maxBulkFiles)
    throw new ValetKeyError('INVALID_BODY', `files must be 1 to ${maxBulkFiles} files.`);
  if (new Set(files.map(({ fileId }) => fileId)).size < files.length)
    throw new ValetKeyError('INVALID_BODY', 'Each file may be in files once.');
}

/** Documents as they are now, by id. */
export async function readReviewFiles(
  client: Queryable,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, ReviewFile>> {
  const { rows } = await client.query<ReviewFileRow>(
    `select ${reviewFileColumns} from valetkey.file f left join valetkey.review_claim c on c.file_id = f.id
     where f.id = any($1)`,
    [ids],
  );
  const versions = rows.map((row) => ({ fileId: row.id, version: row.version }));
  const derivatives = await readDerivatives(client, versions, { isList: true });
  return new Map(rows.map((row) => [row.id, toReviewFile(row, now, derivatives)]));
}
