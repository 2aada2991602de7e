import { ValetKeyError } from '../protocol/index.ts';
import type { Queryable } from './inTransaction.ts';
import { type ReviewStep, refuseOwnFile } from './reviewChanges.ts';

/** What its owner is told who would delete it: no name and no reason. */
const toOwner =
  'This file has to be kept for legal reasons and cannot be deleted now; ask whoever runs this service.';

/** Asked of a file that is locked. */
export async function refuseLegallyHeld(
  client: Queryable,
  fileId: string,
  told: string = toOwner,
): Promise<void> {
  const { rowCount } = await client.query('select from valetkey.file where id = $1 and is_legally_held', [
    fileId,
  ]);
  if (rowCount !== 0) throw new ValetKeyError('LEGAL_HOLD', told);
}

/** Puts the locked file under hold, with all its versions, those that are to come included. */
export async function placeHold(step: ReviewStep): Promise<void> {
  const { client, file, change, now } = step;
  refuseOwnFile(step);
  const placed = await client.query(
    `insert into valetkey.legal_hold (file_id, by_id, placed_at) values ($1, $2, $3)
     on conflict (file_id) where lifted_at is null do nothing`,
    [file.id, change.reviewer.id, now],
  );
  if (placed.rowCount !== 1)
    throw new ValetKeyError('INVALID_STATE', 'The file is under legal hold already.');
  await client.query('update valetkey.file set is_legally_held = true, updated_at = $2 where id = $1', [
    file.id,
    now,
  ]);
}

export async function liftHold(step: ReviewStep): Promise<void> {
  const { client, file, change, now } = step;
  refuseOwnFile(step);
  const lifted = await client.query(
    'update valetkey.legal_hold set lifted_by = $2, lifted_at = $3 where file_id = $1 and lifted_at is null',
    [file.id, change.reviewer.id, now],
  );
  if (lifted.rowCount !== 1)
    throw new ValetKeyError('INVALID_STATE', 'The file is under no legal hold; there is nothing to lift.');
  await client.query('update valetkey.file set is_legally_held = false, updated_at = $2 where id = $1', [
    file.id,
    now,
  ]);
}
