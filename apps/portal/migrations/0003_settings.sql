-- What an administrator sets, whom they invite, and how the workers are. Everything of the portal itself lives in `portal`.

create schema portal;

-- A setting that was changed; one without a row has the value that the environment gives it.
create table portal.setting (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null,
  -- Id of the account; no foreign key, because the change outlives whoever made it.
  updated_by text not null
);

create table portal.upload_profile (
  name text primary key check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  label text not null,
  settings jsonb not null,
  -- Raised by every change, so that two administrators do not overwrite each other.
  revision integer not null default 1 check (revision >= 1),
  updated_at timestamptz not null,
  updated_by text not null
);

create table portal.invitation (
  id text primary key,
  email text not null check (email = lower(email)),
  name text,
  role text not null check (role in ('user', 'reviewer', 'admin')),
  -- sha-256 of the token, in hex: the token itself is in the link and nowhere else.
  token_sha256 text not null unique check (token_sha256 ~ '^[0-9a-f]{64}$'),
  expires_at timestamptz not null,
  invited_by text not null,
  created_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by text,
  revoked_at timestamptz,
  check (accepted_at is null or revoked_at is null),
  check ((accepted_at is null) = (accepted_by is null))
);
create unique index invitation_open on portal.invitation (email) where accepted_at is null and revoked_at is null;
create index invitation_newest on portal.invitation (created_at desc, id desc);

-- One row for each worker process; its id says nothing about the machine.
create table portal.worker_heartbeat (
  id text primary key,
  version text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);

-- What lists of accounts are sorted by.
create index user_newest on auth."user" ("createdAt" desc, "id" desc);
create index user_name on auth."user" ((lower("name") collate "C"), "id");
create index user_email on auth."user" (("email" collate "C"), "id");
-- Whether an administrator remains is asked before one loses the role.
create index user_admins on auth."user" ("id") where "role" = 'admin';

-- Figures of the queue for the status page. The application may not read the queue itself: a payload names files. Errors may
-- repeat what they were given, so URLs, addresses of people and everything after the first line are taken out.
create function portal.queue_status() returns json
language sql stable security definer set search_path = pg_catalog as $$
  with job as (
    select j.task_identifier as name, j.attempts, j.max_attempts, j.run_at, j.locked_at, j.last_error, j.updated_at,
      j.attempts >= j.max_attempts and j.locked_at is null as is_failed
    from graphile_worker.jobs j
  ),
  recent as (
    select name, attempts, updated_at,
      left(regexp_replace(regexp_replace(split_part(coalesce(last_error, ''), E'\n', 1),
        '[a-z][a-z0-9+.-]*://\S+', '[address]', 'gi'), '\S+@\S+', '[address]', 'g'), 300) as error
    from job where is_failed order by updated_at desc limit 20
  )
  select json_build_object(
    'waiting', count(*) filter (where not is_failed and locked_at is null and run_at <= now()),
    'scheduled', count(*) filter (where not is_failed and locked_at is null and run_at > now()),
    'running', count(*) filter (where locked_at is not null),
    'failed', count(*) filter (where is_failed),
    'oldestSeconds', floor(extract(epoch from now()
      - min(run_at) filter (where not is_failed and locked_at is null and run_at <= now()))),
    'failures', coalesce((select json_agg(json_build_object(
      'job', r.name, 'attempts', r.attempts, 'at', r.updated_at, 'error', r.error) order by r.updated_at desc)
      from recent r), '[]'::json)
  ) from job
$$;
revoke all on function portal.queue_status() from public;
