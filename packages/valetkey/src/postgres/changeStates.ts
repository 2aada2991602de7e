import type { PoolClient } from 'pg';
import type { StorageState } from '../protocol/index.ts';
import type { UploadRow } from './uploadRow.ts';

/** Changes locked rows to one state; without a state, they go back to the one they had before the trash. */
export async function changeStates(
  client: PoolClient,
  rows: readonly UploadRow[],
  to: StorageState | null,
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `update valetkey.upload
     set state = coalesce($2, state_before_deletion), state_version = state_version + 1, updated_at = $3
     where id = any($1)`,
    [rows.map((row) => row.id), to, now],
  );
}
