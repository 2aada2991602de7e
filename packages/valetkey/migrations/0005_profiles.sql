-- What a profile says about a file after its handshake (its share of the quota, whether it is reviewed, how long it is kept), the
-- trash's end, and one index for each order in which an owner may list files.

-- What an owner holds in one profile, beside what the owner holds altogether. Rows are locked after the owner's row of
-- valetkey.quota, always, so that two transactions never wait for each other in a circle.
create table valetkey.profile_quota (
  owner_id text not null,
  profile text not null,
  bytes_reserved bigint not null default 0 check (bytes_reserved >= 0),
  bytes_used bigint not null default 0 check (bytes_used >= 0),
  files integer not null default 0 check (files >= 0),
  primary key (owner_id, profile)
);
insert into valetkey.profile_quota (owner_id, profile, bytes_reserved, bytes_used, files)
select u.owner_id, u.profile, sum(u.charged_reserved), sum(u.charged_used), sum(u.charged_files)
from valetkey.upload u group by u.owner_id, u.profile;

alter table valetkey.upload add column is_review_required boolean not null default true;

alter table valetkey.file
  -- Of the current version, as its profile said at the handshake.
  add column is_review_required boolean not null default true,
  -- When the time that its profile keeps it began: the arrival of the newest version, or its return from the trash.
  add column retained_from timestamptz,
  -- In which of its owner's lists it is; null in none: nothing arrived yet, or everything is purged.
  add column place text generated always as (
    case
      when current_version is null or (deleted_at is not null and state = 'purged') then null
      when deleted_at is null then 'files'
      else 'trash'
    end) stored;

update valetkey.file f set retained_from = u.created_at
from valetkey.upload u where u.file_id = f.id and u.version = f.current_version;

-- The filters are the last columns: what is not wanted is passed over in the index, without a look at the file.
drop index valetkey.file_owner_newest;
drop index valetkey.file_owner_name;
drop index valetkey.file_owner_trash;
create index file_owner_created on valetkey.file (owner_id, place, created_at, id, category, state, review)
  where place is not null;
create index file_owner_updated on valetkey.file (owner_id, place, updated_at, id, category, state, review)
  where place is not null;
create index file_owner_name on valetkey.file
  (owner_id, place, (lower(name) collate "C"), id, category, state, review) where place is not null;
create index file_owner_size on valetkey.file (owner_id, place, (coalesce(size, 0)), id, category, state, review)
  where place is not null;
-- What the sweep looks for.
create index file_retention on valetkey.file (profile, retained_from) where place = 'files';
create index file_trash on valetkey.file (deleted_at) where place = 'trash';

-- The queue is of what is to be reviewed; the rest is found by who asks for it. A file is in one set of these indexes.
drop index valetkey.file_queue_newest;
drop index valetkey.file_queue_name;
drop index valetkey.file_queue_size;
drop index valetkey.file_queue_category_newest;
drop index valetkey.file_queue_category_name;
drop index valetkey.file_queue_category_size;
create index file_queue_newest on valetkey.file (review, created_at, id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_category_newest on valetkey.file (review, category, created_at, id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_unqueued_newest on valetkey.file (review, created_at, id, category)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and not is_review_required;
create index file_queue_name on valetkey.file (review, (lower(name) collate "C"), id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_category_name on valetkey.file (review, category, (lower(name) collate "C"), id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_unqueued_name on valetkey.file (review, (lower(name) collate "C"), id, category)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and not is_review_required;
create index file_queue_size on valetkey.file (review, (coalesce(size, 0)), id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_category_size on valetkey.file (review, category, (coalesce(size, 0)), id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_unqueued_size on valetkey.file (review, (coalesce(size, 0)), id, category)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and not is_review_required;

-- As before, and a purged record is due until the store has let go of its bytes.
create or replace function valetkey.upload_due_at(u valetkey.upload) returns timestamptz
language sql stable as $$
  select case
    when u.state = 'reserved' then least(u.expires_at, u.writable_until + interval '5 minutes')
    when u.state in ('uploaded', 'verifying') then u.updated_at + interval '60 seconds'
    when u.state = 'purged' and u.object_key is not null then u.updated_at
    when u.incoming_key is not null
      or (u.state in ('rejected', 'aborted', 'expired') and (u.object_key is not null or u.storage_upload_id is not null))
      then u.writable_until + interval '5 minutes'
  end
$$;

-- As before, and the profile's share is kept beside the owner's.
create or replace function valetkey.upload_before_update() returns trigger
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
    update valetkey.profile_quota q set
      bytes_reserved = q.bytes_reserved + new.charged_reserved - old.charged_reserved,
      bytes_used = q.bytes_used + new.charged_used - old.charged_used,
      files = q.files + new.charged_files - old.charged_files
    where q.owner_id = new.owner_id and q.profile = new.profile;
  end if;
  return new;
end
$$;

-- As before, and what the profile said about review, and when the file began to be kept.
create or replace function valetkey.upload_after_update() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if (new.state, new.review, new.size, new.content_type)
    is not distinct from (old.state, old.review, old.size, old.content_type)
  then
    return null;
  end if;
  if new.state is distinct from old.state and new.state in ('uploaded', 'rejected') and old.state in ('reserved', 'expired')
  then
    update valetkey.file f set
      current_version = new.version, name = new.name, state = new.state, review = new.review, profile = new.profile,
      content_type = new.content_type, size = coalesce(new.size, new.declared_size), path = new.path,
      is_review_required = new.is_review_required, retained_from = new.updated_at, updated_at = new.updated_at
    where f.id = new.file_id and new.version >= coalesce(f.current_version, 0);
    update valetkey.file f set updated_at = new.updated_at
    where f.id = new.file_id and new.version < f.current_version;
  else
    update valetkey.file f set
      state = new.state, review = new.review, content_type = new.content_type,
      size = coalesce(new.size, new.declared_size), updated_at = new.updated_at
    where f.id = new.file_id and f.current_version = new.version;
  end if;
  if (new.state, new.review) is distinct from (old.state, old.review) then
    perform pg_notify('valetkey_upload', json_build_object(
      'uploadId', new.id, 'fileId', new.file_id, 'ownerId', new.owner_id, 'version', new.version,
      'state', new.state, 'review', new.review, 'stateVersion', new.state_version
    )::text);
  end if;
  return null;
end
$$;
