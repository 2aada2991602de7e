-- What an administrator sees of the queue and may do to it, whose turn a job is, and how long a worker holds what it took.

-- A worker's hold on its jobs, by the database's clock: a job whose holder's lease is over goes to another worker.
alter table portal.worker_heartbeat
  add column queue_workers text[] not null default '{}',
  add column leased_until timestamptz not null default '-infinity';

-- Where a file's check stands in line: behind as many as its owner has waiting, so that ten files of one person are not behind ten
-- thousand of another. Counting stops at 64, which is behind everybody who sent less.
create function portal.turn_of(upload_id text) returns integer
language sql stable set search_path = pg_catalog as $$
  select count(*)::integer from (
    select from valetkey.upload u
    where u.owner_id = (select o.owner_id from valetkey.upload o where o.id = turn_of.upload_id)
      and u.state in ('uploaded', 'verifying')
    limit 64
  ) waiting
$$;
revoke all on function portal.turn_of(text) from public;

-- The first line of an error without what it may repeat: addresses of places and of people.
create function portal.safe_error(error text) returns text
language sql immutable set search_path = pg_catalog as $$
  select left(regexp_replace(regexp_replace(split_part(coalesce(error, ''), E'\n', 1),
    '[a-z][a-z0-9+.-]*://\S+', '[address]', 'gi'), '\S+@\S+', '[address]', 'g'), 300)
$$;
revoke all on function portal.safe_error(text) from public;

-- A job is parked when its last attempt failed: nobody tries again until somebody says so.
create function portal.job_counts() returns table (
  kind text, waiting bigint, scheduled bigint, running bigint, parked bigint, oldest_seconds double precision
)
language sql stable security definer set search_path = pg_catalog as $$
  with job as (
    select j.task_identifier, j.run_at, j.locked_at, j.attempts >= j.max_attempts and j.locked_at is null as is_parked
    from graphile_worker.jobs j
  )
  select task_identifier,
    count(*) filter (where not is_parked and locked_at is null and run_at <= now()),
    count(*) filter (where not is_parked and locked_at is null and run_at > now()),
    count(*) filter (where locked_at is not null),
    count(*) filter (where is_parked),
    floor(extract(epoch from now() - min(run_at) filter (where not is_parked and locked_at is null and run_at <= now())))
  from job group by task_identifier
$$;
revoke all on function portal.job_counts() from public;

-- Parked jobs, newest failure first. Of the payload only which file it is about.
create function portal.parked_jobs(before_at timestamptz, before_id bigint, max_rows integer) returns table (
  id bigint, kind text, attempts integer, error text, file_id text, created_at timestamptz, failed_at timestamptz
)
language sql stable security definer set search_path = pg_catalog as $$
  select j.id, t.identifier, j.attempts::integer, portal.safe_error(j.last_error), u.file_id, j.created_at, j.updated_at
  from graphile_worker._private_jobs j
  join graphile_worker._private_tasks t on t.id = j.task_id
  left join valetkey.upload u on u.id = j.payload ->> 'uploadId'
  where j.attempts >= j.max_attempts and j.locked_at is null
    and (before_at is null or (j.updated_at, j.id) < (before_at, before_id))
  order by j.updated_at desc, j.id desc limit max_rows
$$;
revoke all on function portal.parked_jobs(timestamptz, bigint, integer) from public;

-- Gives a parked job all its attempts again, or ends it. Returns which kind it was; null when it is not parked (any more).
create function portal.change_parked_job(job_id bigint, is_kept boolean) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
  kind text;
begin
  select t.identifier into kind
  from graphile_worker._private_jobs j
  join graphile_worker._private_tasks t on t.id = j.task_id
  where j.id = job_id and j.attempts >= j.max_attempts and j.locked_at is null
  for update of j;
  if kind is null then
    return null;
  end if;
  if is_kept then
    perform graphile_worker.reschedule_jobs(array[job_id], run_at => now(), attempts => 0);
    -- Workers listen for new jobs only; the others are found when they look by themselves, which they do every few seconds.
  else
    perform graphile_worker.complete_jobs(array[job_id]);
  end if;
  return kind;
end
$$;
revoke all on function portal.change_parked_job(bigint, boolean) from public;
