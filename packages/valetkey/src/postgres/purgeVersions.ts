import type { PoolClient } from 'pg';
import { canTransition, ValetKeyError } from '../protocol/index.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import { type FillRandom, insertAuditEvents } from './auditEvents.ts';
import { changeStates } from './changeStates.ts';
import type { UploadRow } from './uploadRow.ts';

/**
 * Ends a file in the trash whose versions are locked, with an event for each version that changes. The records let go of the
 * bytes and of the quota here; the sweep then finds the purged records and deletes their objects. A version that a late
 * transfer brought back while the file was in the trash goes the same way.
 */
export async function purgeVersions(
  client: PoolClient,
  input: {
    rows: readonly UploadRow[];
    event: (action: 'file.deleted' | 'file.purged', row: UploadRow) => NewAuditEvent;
    now: Date;
    random: FillRandom;
  },
): Promise<void> {
  const { rows, event, now, random } = input;
  if (rows.some((row) => row.state === 'uploaded' || row.state === 'verifying')) {
    throw new ValetKeyError('INVALID_STATE', 'A version is still being checked; try again in a minute.');
  }
  const late = rows.filter(
    (row) => canTransition(row.state, 'deleted') && !['aborted', 'expired'].includes(row.state),
  );
  await changeStates(client, late, 'deleted', now);
  const purged = rows.filter((row) => row.state === 'deleted' || late.includes(row));
  await changeStates(client, purged, 'purged', now);
  const events = [
    ...late.map((row) => event('file.deleted', row)),
    ...purged.map((row) => event('file.purged', row)),
  ];
  await insertAuditEvents(client, events, random);
}
