-- A processor that has another version takes over what the one before left undone, and one that works elsewhere is asked for a day.

alter table portal.processor
  -- Another system does it: one that is away for an evening is no reason to give up.
  add column is_handed_off boolean not null default false;

-- Puts one run in line, behind what its owner has waiting. Of several for one run the last is kept. Twelve attempts take 16 hours.
create or replace function portal.add_processor_job(upload_id text, processor text, processor_version integer) returns void
language sql security definer set search_path = pg_catalog as $$
  select valetkey.add_job('process',
    json_build_object('uploadId', upload_id, 'processor', processor, 'version', processor_version),
    max_attempts => case when exists (select from portal.processor p where p.name = processor and p.is_handed_off) then 12 else 4 end,
    priority => portal.turn_of(upload_id),
    job_key => 'process:' || upload_id || ':' || processor || ':' || processor_version)
$$;

-- Whether a processor is for a version of a file.
create function portal.is_accepted(p portal.processor, u valetkey.upload) returns boolean
language sql immutable set search_path = pg_catalog as $$
  select (p.content_types = '{}' or u.content_type = any(p.content_types)
      or split_part(u.content_type, '/', 1) || '/*' = any(p.content_types))
    and (p.extensions = '{}' or lower(substring(u.name from '\.([^.]+)$')) = any(p.extensions))
    and (p.profiles = '{}' or u.profile = any(p.profiles))
$$;
revoke all on function portal.is_accepted(portal.processor, valetkey.upload) from public;

-- As it was, with the question of before by its name.
create or replace function portal.processor_outbox() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  run record;
begin
  insert into portal.processor_run (upload_id, processor, processor_version, state, created_at, updated_at)
  select u.id, p.name, p.version, 'pending', e.at, e.at
  from new_event e
  join valetkey.upload u on u.file_id = e.file_id and u.version = e.version
  join portal.processor p on p.retired_at is null and portal.is_accepted(p, u)
  where e.action in ('file.available', 'file.released') or (e.action = 'file.restored' and u.state = 'available')
  on conflict do nothing;

  for run in
    update portal.processor_run r set state = 'pending', updated_at = e.at
    from new_event e
    join valetkey.upload u on u.file_id = e.file_id and u.version = e.version
    where r.upload_id = u.id and (
      (e.action in ('file.available', 'file.released', 'file.restored') and r.state in ('pending', 'waiting'))
      or (e.action in ('extraction.made', 'derivatives.made', 'processor.finished') and r.state = 'waiting'))
    returning r.upload_id, r.processor, r.processor_version
  loop
    perform portal.add_processor_job(run.upload_id, run.processor, run.processor_version);
  end loop;
  return null;
end
$$;

-- Gives the running version of a processor what its other versions did not end, also what they broke at: their jobs go, and whoever is at
-- work for them or holds a token of theirs finds the run gone. What ended well stays theirs. Of one version of a file, or of all.
create function portal.renew_processor_runs(processor_name text, of_upload text, at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  run record;
begin
  for run in
    delete from portal.processor_run r
    using portal.processor p, valetkey.upload u
    where p.name = processor_name and p.retired_at is null and r.processor = p.name and r.processor_version <> p.version
      and u.id = r.upload_id and (of_upload is null or u.id = of_upload)
      and (r.state in ('waiting', 'pending', 'handed_over') or r.reason in ('processor_failed', 'hand_off_expired'))
    returning r.upload_id, r.processor_version, p.version, portal.is_accepted(p, u) as is_accepted
  loop
    perform graphile_worker.remove_job('process:' || run.upload_id || ':' || processor_name || ':' || run.processor_version);
    continue when not run.is_accepted;
    insert into portal.processor_run (upload_id, processor, processor_version, state, created_at, updated_at)
    values (run.upload_id, processor_name, run.version, 'pending', at, at)
    on conflict do nothing;
    perform portal.add_processor_job(run.upload_id, processor_name, run.version);
  end loop;
end
$$;
revoke all on function portal.renew_processor_runs(text, text, timestamptz) from public;
