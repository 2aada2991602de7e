import type { PoolClient } from 'pg';
import { canTransition, ValetKeyError } from '../protocol/index.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import { type FillRandom, insertAuditEvents } from './auditEvents.ts';
import { changeStates } from './changeStates.ts';
import { refuseLegallyHeld } from './legalHold.ts';
import type { UploadRow } from './uploadRow.ts';

/**
 * Puts a file whose versions are locked into the trash, with an event for each version that changes. A transfer that was not
 * finished is given up; the sweep then removes what the store holds of it.
 */
export async function trashVersions(
  client: PoolClient,
  input: {
    fileId: string;
    rows: readonly UploadRow[];
    event: (action: 'file.deleted' | 'upload.aborted', row: UploadRow) => NewAuditEvent;
    now: Date;
    random: FillRandom;
  },
): Promise<void> {
  const { fileId, rows, event, now, random } = input;
  await refuseLegallyHeld(client, fileId);
  if (rows.some((row) => row.state === 'uploaded' || row.state === 'verifying')) {
    throw new ValetKeyError('INVALID_STATE', 'The file is still being checked; delete it when that is done.');
  }
  const aborted = rows.filter((row) => row.state === 'reserved');
  const deleted = rows.filter(
    (row) => canTransition(row.state, 'deleted') && !['aborted', 'expired'].includes(row.state),
  );
  await changeStates(client, aborted, 'aborted', now);
  await changeStates(client, deleted, 'deleted', now);
  await client.query('update valetkey.file set deleted_at = $2, updated_at = $2 where id = $1', [
    fileId,
    now,
  ]);
  const events = [
    ...aborted.map((row) => event('upload.aborted', row)),
    ...deleted.map((row) => event('file.deleted', row)),
  ];
  await insertAuditEvents(client, events, random);
}
