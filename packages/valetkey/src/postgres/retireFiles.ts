import type { Pool } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import type { Records } from '../server/Records.ts';
import type { FillRandom } from './auditEvents.ts';
import { inTransaction, onPool } from './inTransaction.ts';
import { type LockedVersions, lockVersions } from './lockVersions.ts';
import { purgeVersions } from './purgeVersions.ts';
import { trashVersions } from './trashVersions.ts';
import { toUploadRecord } from './uploadRow.ts';

type Candidate = { id: string; owner_id: string };

/**
 * The parts of a file that is not at rest: nobody may take it away under a transfer, a check or a reviewer. Asked when looking
 * for files and again when one is locked, because it may have changed in between.
 */
const busyStates = ['reserved', 'uploaded', 'verifying'];
const reviewStates = ['in_review', 'awaiting_second'];

/** See `Records.retire`. */
export async function retireFiles(
  pool: Pool,
  input: Parameters<Records['retire']>[0],
  random: FillRandom,
): Promise<number> {
  const { profile, keptSince, limit, event, now } = input;
  const candidates = await onPool(pool, (client) =>
    client.query<Candidate>(
      `select f.id, f.owner_id from valetkey.file f
       where f.place = 'files' and f.profile = $1 and f.retained_from <= $2 and f.review <> all($4)
         and not f.is_legally_held
         and not exists (select from valetkey.upload u where u.file_id = f.id and u.state = any($5))
       order by f.retained_from, f.id limit $3`,
      [profile, keptSince, limit, reviewStates, busyStates],
    ),
  );
  return countDone(candidates.rows, (file) =>
    inTransaction(pool, async (client) => {
      const locked = await lockVersions(client, { ownerId: file.owner_id, fileId: file.id, place: 'files' });
      const current = currentOf(locked);
      const isBusy = locked.rows.some((row) => busyStates.includes(row.state));
      if (current === undefined || isBusy || reviewStates.includes(current.review)) return false;
      // The profile or the time may have begun anew with a version that arrived after the look.
      const still = await client.query(
        'select from valetkey.file where id = $1 and profile = $2 and retained_from <= $3 and not is_legally_held',
        [file.id, profile, keptSince],
      );
      if (still.rowCount !== 1) return false;
      await trashVersions(client, {
        fileId: file.id,
        rows: locked.rows,
        event: (_action, row) => event('file.deleted', toUploadRecord(row)),
        now,
        random,
      });
      return true;
    }),
  );
}

/** See `Records.purgeTrash`. */
export async function purgeTrash(
  pool: Pool,
  input: Parameters<Records['purgeTrash']>[0],
  random: FillRandom,
): Promise<number> {
  const { trashedSince, limit, event, now } = input;
  const candidates = await onPool(pool, (client) =>
    client.query<Candidate>(
      `select f.id, f.owner_id from valetkey.file f
       where f.place = 'trash' and f.deleted_at <= $1
         and not exists (select from valetkey.upload u where u.file_id = f.id and u.state = any($3))
       order by f.deleted_at, f.id limit $2`,
      [trashedSince, limit, busyStates],
    ),
  );
  return countDone(candidates.rows, (file) =>
    inTransaction(pool, async (client) => {
      const locked = await lockVersions(client, { ownerId: file.owner_id, fileId: file.id, place: 'trash' });
      const still = await client.query('select from valetkey.file where id = $1 and deleted_at <= $2', [
        file.id,
        trashedSince,
      ]);
      if (still.rowCount !== 1) return false;
      await purgeVersions(client, {
        rows: locked.rows,
        event: (action, row) => event(action, toUploadRecord(row)),
        now,
        random,
      });
      return true;
    }),
  );
}

function currentOf({ rows, currentVersion }: LockedVersions) {
  return rows.find((row) => row.version === currentVersion);
}

/** One file after the other, so that one that somebody just moved does not keep the rest. */
async function countDone(
  files: readonly Candidate[],
  work: (file: Candidate) => Promise<boolean>,
): Promise<number> {
  let done = 0;
  for (const file of files) {
    try {
      if (await work(file)) done += 1;
    } catch (error) {
      const isMoved =
        error instanceof ValetKeyError && (error.code === 'NOT_FOUND' || error.code === 'INVALID_STATE');
      if (!isMoved) throw error;
    }
  }
  return done;
}
