-- What an operator's own processors make of files, and what waits for them.

-- The processors of the running configuration, as the worker that started last registered them.
create table portal.processor (
  name text primary key check (name ~ '^[a-z][a-z0-9-]{1,23}$'),
  version integer not null check (version > 0),
  -- What it takes; an empty list takes everything. `image/*` takes every image.
  content_types text[] not null,
  -- Lower case, without the point.
  extensions text[] not null,
  profiles text[] not null,
  registered_at timestamptz not null,
  -- When it was gone from the configuration; what it made stays.
  retired_at timestamptz
);

-- One processor's work on one version. A new version of the processor is another run.
create table portal.processor_run (
  upload_id text not null references valetkey.upload (id),
  processor text not null,
  processor_version integer not null,
  -- `waiting`: for what it needs; `pending`: for its turn; `empty`: it had nothing to say.
  state text not null check (state in ('waiting', 'pending', 'available', 'empty', 'not_available', 'failed')),
  -- Why there is nothing; a word, never text of a file.
  reason text check (reason ~ '^[a-z][a-z0-9_]{0,39}$'),
  -- Which attempt is at work; the result of another one is refused.
  attempt_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (upload_id, processor, processor_version),
  check ((state in ('not_available', 'failed')) = (reason is not null))
);

-- What came of it, a row for each value. Values of one item of a list have its number.
create table portal.processor_value (
  upload_id text not null,
  processor text not null,
  processor_version integer not null,
  position integer not null check (position > 0),
  list text check (list ~ '^[a-zA-Z][a-zA-Z0-9_]{0,39}$'),
  item integer check (item > 0),
  name text not null check (name ~ '^[a-zA-Z][a-zA-Z0-9_]{0,39}$'),
  text_value text check (char_length(text_value) <= 2000),
  number_value double precision,
  boolean_value boolean,
  primary key (upload_id, processor, processor_version, position),
  foreign key (upload_id, processor, processor_version) references portal.processor_run on delete cascade,
  check ((list is null) = (item is null)),
  -- None of them: the value is null.
  check (num_nonnulls(text_value, number_value, boolean_value) <= 1)
);

-- Puts one run in line, behind what its owner has waiting. Of several for one run the last is kept.
create function portal.add_processor_job(upload_id text, processor text, processor_version integer) returns void
language sql security definer set search_path = pg_catalog as $$
  select valetkey.add_job('process',
    json_build_object('uploadId', upload_id, 'processor', processor, 'version', processor_version),
    max_attempts => 4, priority => portal.turn_of(upload_id),
    job_key => 'process:' || upload_id || ':' || processor || ':' || processor_version)
$$;
revoke all on function portal.add_processor_job(text, text, integer) from public;

-- In the transaction that makes a version available, whoever makes it: its runs and their jobs. And in the transaction that makes
-- what others wait for: jobs for those, which look whether it is all that they need.
create function portal.processor_outbox() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  run record;
begin
  insert into portal.processor_run (upload_id, processor, processor_version, state, created_at, updated_at)
  select u.id, p.name, p.version, 'pending', e.at, e.at
  from new_event e
  join valetkey.upload u on u.file_id = e.file_id and u.version = e.version
  join portal.processor p on p.retired_at is null
    and (p.content_types = '{}' or u.content_type = any(p.content_types)
      or split_part(u.content_type, '/', 1) || '/*' = any(p.content_types))
    and (p.extensions = '{}' or lower(substring(u.name from '\.([^.]+)$')) = any(p.extensions))
    and (p.profiles = '{}' or u.profile = any(p.profiles))
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
create trigger processor_outbox after insert on valetkey.audit_event
  referencing new table as new_event
  for each statement execute function portal.processor_outbox();

-- What was made of a version ends with it.
create function portal.end_processor_runs() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  delete from portal.processor_run where upload_id = new.id;
  return null;
end
$$;
create trigger end_processor_runs after update of state on valetkey.upload
  for each row when (new.state in ('purged', 'rejected') and new.state is distinct from old.state)
  execute function portal.end_processor_runs();
