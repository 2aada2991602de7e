import 'server-only';
import type { Pool, PoolClient } from 'pg';
import { createAuditTrail } from 'valetkey/postgres';
import { type AccountEvent, accountEvent } from './accountEvent';

/** Writes what happened to people and to the portal; on `client` it is part of the transaction that does it. */
export async function recordEvents(
  pool: Pool,
  events: readonly AccountEvent[],
  client?: PoolClient,
): Promise<void> {
  await createAuditTrail({ pool }).record(events.map(accountEvent), client);
}
