import type { Pool } from 'pg';
import { onPool } from './inTransaction.ts';

const eventsPerTransaction = 5_000;

/**
 * Chains the committed events that are not chained yet, in the order in which they became visible; returns how many.
 * Any number of processes may call it at any time: one works, the others wait for it and go on from there.
 */
export async function sealAuditEvents(pool: Pool, options: { signal?: AbortSignal } = {}): Promise<number> {
  let total = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const result = await onPool(pool, (client) =>
      client.query<{ sealed: number }>('select valetkey.seal_audit_events($1) as sealed', [
        eventsPerTransaction,
      ]),
    );
    const sealed = result.rows[0]?.sealed ?? 0;
    total += sealed;
    if (sealed < eventsPerTransaction) return total;
  }
}
