-- The queue does not write down when an attempt failed: what was given up said "last failed" of the time at which it was asked for.

create function portal.note_failed_attempt() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end
$$;
create trigger note_failed_attempt before update on graphile_worker._private_jobs
  -- Whoever has a job gives it back: it failed, or its worker is gone. What succeeds is deleted.
  for each row when (old.locked_at is not null and new.locked_at is null)
  execute function portal.note_failed_attempt();
