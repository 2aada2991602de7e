import 'server-only';
import type { PoolClient } from 'pg';
import { enqueueJob } from './enqueueJob';

/**
 * Asks in the caller's transaction that each administrator is told of an emergency access. A job for each of them: when one cannot be
 * reached, trying again mails nobody else a second time.
 */
export async function enqueueExceptionMails(client: PoolClient, exceptionId: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select "id" as id from auth."user" where "role" = 'admin' order by "id"`,
  );
  for (const { id: personId } of rows)
    await enqueueJob(client, { name: 'exception', payload: { exceptionId, personId } });
}
