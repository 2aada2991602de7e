import 'server-only';
import type { PoolClient } from 'pg';
import type { PostgresRecordsOptions } from 'valetkey/postgres';
import { isJobName, type JobKind, jobKinds } from './jobKinds';

type Enqueue = NonNullable<PostgresRecordsOptions['enqueue']>;

/**
 * Adds a job in the caller's transaction, with the rights of the function and not of the login. A job that no worker could do
 * fails the transaction that asks for it, and not a worker later.
 */
export const enqueueJob: Enqueue = async (client: Pick<PoolClient, 'query'>, { name, payload }) => {
  if (!isJobName(name)) throw new TypeError(`There is no kind of job named ${JSON.stringify(name)}.`);
  const { payload: schema, maxAttempts, delaySeconds = 0 }: JobKind<object> = jobKinds[name];
  const carried = schema.parse(payload);
  const uploadId = 'uploadId' in carried ? carried.uploadId : null;
  await client.query(
    `select valetkey.add_job($1, $2::json, max_attempts => $3, priority => portal.turn_of($4),
       run_at => case when $5 > 0 then now() + make_interval(secs => $5) end, job_key => case when $5 > 0 then $1 || ':' || $4 end)`,
    [name, JSON.stringify(carried), maxAttempts, uploadId, delaySeconds],
  );
};
