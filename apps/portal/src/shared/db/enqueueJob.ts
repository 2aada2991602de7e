import 'server-only';
import type { PoolClient } from 'pg';
import type { PostgresRecordsOptions } from 'valetkey/postgres';

type Enqueue = NonNullable<PostgresRecordsOptions['enqueue']>;

/** Adds a job in the caller's transaction, with the rights of the function and not of the login. */
export const enqueueJob: Enqueue = async (client: Pick<PoolClient, 'query'>, job) => {
  await client.query('select valetkey.add_job($1, $2::json)', [job.name, JSON.stringify(job.payload)]);
};
