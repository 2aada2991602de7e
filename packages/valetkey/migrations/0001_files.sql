-- Files, their versions (uploads), quota, idempotency keys and rate limits.
--
-- Every table lives in the schema `valetkey`; every statement of the library names it, so no search_path is needed.

do $$
begin
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'the database is encoded as %, and must be UTF8', current_setting('server_encoding');
  end if;
end
$$;

create table valetkey.storage_transition (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
comment on table valetkey.storage_transition is
  'Which storage state may follow which. The same table as storageTransitions of valetkey/protocol; a test compares them.';

insert into valetkey.storage_transition (from_state, to_state) values
  ('reserved', 'uploaded'), ('reserved', 'rejected'), ('reserved', 'aborted'), ('reserved', 'expired'),
  ('uploaded', 'verifying'), ('uploaded', 'rejected'),
  ('verifying', 'available'), ('verifying', 'quarantined'), ('verifying', 'rejected'), ('verifying', 'uploaded'),
  ('available', 'quarantined'), ('available', 'deleted'),
  ('quarantined', 'available'), ('quarantined', 'rejected'), ('quarantined', 'deleted'),
  ('rejected', 'deleted'),
  ('aborted', 'deleted'),
  ('expired', 'uploaded'), ('expired', 'deleted'),
  ('deleted', 'available'), ('deleted', 'quarantined'), ('deleted', 'rejected'), ('deleted', 'aborted'),
  ('deleted', 'expired'), ('deleted', 'purged');

create table valetkey.file (
  id text primary key check (id ~ '^[a-z2-7]{26}$'),
  owner_id text not null,
  -- Of the current version, kept here for sorting and searching.
  name text not null,
  -- The highest version number given out.
  last_version integer not null default 1 check (last_version >= 1),
  -- The newest version whose bytes reached the store; null until one did, and such a file is in no list.
  current_version integer,
  -- When its owner put it into the trash.
  deleted_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index file_owner_newest on valetkey.file (owner_id, created_at desc, id desc)
  where current_version is not null and deleted_at is null;
create index file_owner_name on valetkey.file (owner_id, (lower(name) collate "C"), id)
  where current_version is not null and deleted_at is null;
create index file_owner_trash on valetkey.file (owner_id, created_at desc, id desc)
  where current_version is not null and deleted_at is not null;

create table valetkey.upload (
  id text primary key check (id ~ '^[a-z2-7]{26}$'),
  file_id text not null references valetkey.file (id),
  version integer not null check (version >= 1),
  owner_id text not null,
  profile text not null,
  name text not null check (name <> ''),
  path text,
  content_type text not null,
  declared_size bigint check (declared_size >= 0),
  size bigint check (size >= 0),
  checksum_sha256 text,
  fingerprint text,
  kind text not null check (kind in ('put', 'post', 'multipart')),
  state text not null default 'reserved' check (state in (
    'reserved', 'uploaded', 'verifying', 'available', 'quarantined', 'rejected', 'aborted', 'expired', 'deleted', 'purged'
  )),
  -- What `deleted` may be restored to.
  state_before_deletion text,
  state_version integer not null default 1,
  reason_code text,
  incoming_key text unique,
  object_key text unique,
  etag text,
  storage_upload_id text,
  part_size bigint check (part_size > 0),
  scan text,
  review text not null default 'unreviewed' check (review in (
    'unreviewed', 'in_review', 'awaiting_second', 'approved', 'changes_requested', 'rejected'
  )),
  -- Its share of the owner's quota.
  charged_reserved bigint not null default 0 check (charged_reserved >= 0),
  charged_used bigint not null default 0 check (charged_used >= 0),
  charged_files integer not null default 0 check (charged_files in (0, 1)),
  writable_until timestamptz not null,
  expires_at timestamptz not null,
  -- When the sweep should look at it next; null when there is nothing to do.
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (file_id, version)
);
create index upload_due on valetkey.upload (due_at) where due_at is not null;
create index upload_owner_state on valetkey.upload (owner_id, state, created_at desc, id desc);

create table valetkey.quota (
  owner_id text primary key,
  bytes_reserved bigint not null default 0 check (bytes_reserved >= 0),
  bytes_used bigint not null default 0 check (bytes_used >= 0),
  files integer not null default 0 check (files >= 0)
);
comment on table valetkey.quota is 'What an owner holds; every version that is reserved or stored counts as one file.';

create table valetkey.idempotency (
  owner_id text not null,
  key text not null,
  body_hash text not null,
  upload_ids text[] not null,
  created_at timestamptz not null,
  primary key (owner_id, key)
);
create index idempotency_created on valetkey.idempotency (created_at);

-- Unlogged: losing the counters in a crash of the database costs nothing, writing them twice would.
create unlogged table valetkey.rate_limit (
  key text primary key,
  used integer not null,
  ends_at timestamptz not null
);
create index rate_limit_ends on valetkey.rate_limit (ends_at);

-- When the sweep should look at a record next.
create function valetkey.upload_due_at(u valetkey.upload) returns timestamptz
language sql stable as $$
  select case
    when u.state = 'reserved' then least(u.expires_at, u.writable_until + interval '5 minutes')
    when u.state in ('uploaded', 'verifying') then u.updated_at + interval '60 seconds'
    when u.incoming_key is not null
      or (u.state in ('rejected', 'aborted', 'expired') and (u.object_key is not null or u.storage_upload_id is not null))
      then u.writable_until + interval '5 minutes'
  end
$$;

create function valetkey.upload_before_insert() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if new.state <> 'reserved' then
    raise exception 'an upload starts as reserved, not as %', new.state using errcode = 'VK001';
  end if;
  new.due_at := least(new.expires_at, new.writable_until + interval '5 minutes');
  return new;
end
$$;
create trigger upload_before_insert before insert on valetkey.upload
  for each row execute function valetkey.upload_before_insert();

-- The state table, the quota and the sweep's date: held here so that no statement of anyone can forget them.
create function valetkey.upload_before_update() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if new.state is distinct from old.state then
    perform 1 from valetkey.storage_transition t where t.from_state = old.state and t.to_state = new.state;
    if not found then
      raise exception 'an upload may not go from % to %', old.state, new.state using errcode = 'VK001';
    end if;
    if new.state = 'deleted' then
      new.state_before_deletion := old.state;
    elsif old.state = 'deleted' then
      if new.state <> 'purged' and new.state is distinct from old.state_before_deletion then
        raise exception 'a deleted upload may only go back to %, not to %', old.state_before_deletion, new.state
          using errcode = 'VK001';
      end if;
      new.state_before_deletion := null;
    end if;
  end if;

  if new.state in ('uploaded', 'verifying', 'available', 'quarantined') then
    new.charged_reserved := 0;
    new.charged_used := coalesce(new.size, new.declared_size, 0);
    new.charged_files := 1;
  elsif new.state in ('rejected', 'aborted', 'expired', 'purged') then
    new.charged_reserved := 0;
    new.charged_used := 0;
    new.charged_files := 0;
  end if;
  new.due_at := valetkey.upload_due_at(new);

  if (new.charged_reserved, new.charged_used, new.charged_files)
    is distinct from (old.charged_reserved, old.charged_used, old.charged_files)
  then
    update valetkey.quota q set
      bytes_reserved = q.bytes_reserved + new.charged_reserved - old.charged_reserved,
      bytes_used = q.bytes_used + new.charged_used - old.charged_used,
      files = q.files + new.charged_files - old.charged_files
    where q.owner_id = new.owner_id;
  end if;
  return new;
end
$$;
create trigger upload_before_update
  before update of state, size, incoming_key, object_key, storage_upload_id, writable_until, expires_at on valetkey.upload
  for each row execute function valetkey.upload_before_update();

-- Keeps the file's current version and tells who listens. The channel carries ids and states, never names.
create function valetkey.upload_after_update() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if new.state is distinct from old.state then
    if new.state in ('uploaded', 'rejected') and old.state in ('reserved', 'expired') then
      update valetkey.file f set
        current_version = greatest(f.current_version, new.version),
        name = case when new.version >= coalesce(f.current_version, 0) then new.name else f.name end,
        updated_at = new.updated_at
      where f.id = new.file_id;
    else
      update valetkey.file f set updated_at = new.updated_at
      where f.id = new.file_id and f.current_version = new.version;
    end if;
    perform pg_notify('valetkey_upload', json_build_object(
      'uploadId', new.id, 'fileId', new.file_id, 'ownerId', new.owner_id, 'version', new.version,
      'state', new.state, 'stateVersion', new.state_version
    )::text);
  end if;
  return null;
end
$$;
create trigger upload_after_update after update of state on valetkey.upload
  for each row execute function valetkey.upload_after_update();
