import type { Pool } from 'pg';

/**
 * Gives back the jobs of workers whose lease is over: killed, cut off or standing still. What such a worker still finishes is a
 * late result, which the state version of the file it is about keeps from having an effect.
 *
 * @returns how many of the queue's workers were found lost.
 */
export async function releaseLostJobs(pool: Pick<Pool, 'query'>, leaseSeconds: number): Promise<number> {
  // A job is left alone for the length of a lease, so that a worker which has just started may take jobs before its first beat.
  const { rows } = await pool.query<{ lost: number }>(
    `with lost as (
       select distinct j.locked_by from graphile_worker.jobs j
       where j.locked_by is not null and j.locked_at < now() - make_interval(secs => $1)
         and not exists (
           select from portal.worker_heartbeat h
           where h.leased_until > now() and j.locked_by = any(h.queue_workers))
     ),
     released as (
       select portal.give_back_jobs(array_agg(locked_by)) from lost having count(*) > 0
     )
     select (select count(*)::integer from lost) as lost, (select count(*) from released) as done`,
    [leaseSeconds],
  );
  return rows[0]?.lost ?? 0;
}
