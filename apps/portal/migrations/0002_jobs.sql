-- The application adds jobs through this function only, inside its own transactions; it has no rights on the queue itself.
-- It runs with the rights of the login that migrates, which owns graphile-worker's tables.

create function valetkey.add_job(
  name text,
  payload json default '{}',
  queue_name text default null,
  run_at timestamptz default null,
  max_attempts integer default null,
  job_key text default null,
  priority integer default null
) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
  job_id bigint;
begin
  select j.id into job_id from graphile_worker.add_job(
    identifier => add_job.name,
    payload => add_job.payload,
    queue_name => add_job.queue_name,
    run_at => add_job.run_at,
    max_attempts => add_job.max_attempts,
    job_key => add_job.job_key,
    priority => add_job.priority
  ) j;
  return job_id;
end
$$;
revoke all on function valetkey.add_job(text, json, text, timestamptz, integer, text, integer) from public;
