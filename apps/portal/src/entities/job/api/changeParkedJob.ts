import 'server-only';
import type { Pool } from 'pg';
import { ValetKeyError } from 'valetkey/protocol';
import type { Actor } from 'valetkey/server';
import { inTransaction } from '@/shared/db/index.server';
import { recordEvents } from '@/shared/events/index.server';

export type ChangeParkedJobContext = { pool: Pool; clock: () => Date; actor: Actor; requestId: string };

/**
 * Has a job tried again that was given up, or drops it, with its audit event in the same transaction. Of any number of
 * administrators at once one does it.
 *
 * @throws {ValetKeyError} `NOT_FOUND` when no such job is parked.
 */
export async function changeParkedJob(
  { pool, clock, actor, requestId }: ChangeParkedJobContext,
  id: string,
  change: 'retry' | 'discard',
): Promise<void> {
  // The queue numbers its jobs; a number that it cannot have is one that nobody knows.
  if (!/^[1-9]\d{0,17}$/.test(id)) throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ kind: string | null }>(
      'select portal.change_parked_job($1, $2) as kind',
      [id, change === 'retry'],
    );
    const kind = rows[0]?.kind ?? null;
    if (kind === null) throw new ValetKeyError('NOT_FOUND', 'No job with this number was given up.');
    const action = change === 'retry' ? 'job.retried' : 'job.discarded';
    await recordEvents(pool, [{ at: clock(), actor, action, requestId, details: { job: id, kind } }], client);
  });
}
