import 'server-only';
import type { PoolClient } from 'pg';
import type { PostgresRecordsOptions } from 'valetkey/postgres';
import { isJobName, jobKinds } from './jobKinds';

type Enqueue = NonNullable<PostgresRecordsOptions['enqueue']>;

/**
 * Adds a job in the caller's transaction, with the rights of the function and not of the login. A job that no worker could do
 * fails the transaction that asks for it, and not a worker later.
 */
export const enqueueJob: Enqueue = async (client: Pick<PoolClient, 'query'>, { name, payload }) => {
  if (!isJobName(name)) throw new TypeError(`There is no kind of job named ${JSON.stringify(name)}.`);
  const { payload: schema, maxAttempts } = jobKinds[name];
  const carried = schema.parse(payload);
  const uploadId = 'uploadId' in carried ? carried.uploadId : null;
  await client.query(
    'select valetkey.add_job($1, $2::json, max_attempts => $3, priority => portal.turn_of($4))',
    [name, JSON.stringify(carried), maxAttempts, uploadId],
  );
};
