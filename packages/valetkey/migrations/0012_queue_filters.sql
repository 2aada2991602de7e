-- What the queue is filtered by beside its lists: flags of the current version, kept on the file's own row.

alter table valetkey.file
  -- `wrong_total`: a row that calls itself a total and is none; `encrypted`: something in it cannot be looked into;
  -- `not_scanned`: available, and no scanner looked.
  add column flags text[] not null default '{}';

create function valetkey.flags_of(wanted_id text, wanted_version integer) returns text[]
language plpgsql stable set search_path = pg_catalog as $$
declare
  u valetkey.upload;
begin
  select * into u from valetkey.upload where file_id = wanted_id and version = wanted_version;
  return array_remove(array[
    case when exists (select from valetkey.extracted_table_total t where t.upload_id = u.id) then 'wrong_total' end,
    case when u.scan = 'encrypted'
      or exists (select from valetkey.extraction e where e.upload_id = u.id and e.reason = 'encrypted')
      or exists (select from valetkey.extracted_archive_entry a where a.upload_id = u.id and a.is_encrypted)
      then 'encrypted' end,
    case when u.scan = 'not_scanned' then 'not_scanned' end
  ], null);
end
$$;

-- A new version starts with what is known about it.
create function valetkey.file_is_flagged() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  new.flags := valetkey.flags_of(new.id, new.current_version);
  return new;
end
$$;
create trigger file_is_flagged before update of current_version on valetkey.file
  for each row when (old.current_version is distinct from new.current_version)
  execute function valetkey.file_is_flagged();

create function valetkey.flag_version(wanted_id text, wanted_version integer) returns void
language sql set search_path = pg_catalog as $$
  update valetkey.file f set flags = valetkey.flags_of(f.id, f.current_version)
  where f.id = wanted_id and f.current_version = wanted_version
    and f.flags <> valetkey.flags_of(f.id, f.current_version)
$$;

create function valetkey.scan_is_flagged() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  perform valetkey.flag_version(new.file_id, new.version);
  return null;
end
$$;
create trigger scan_is_flagged after update of scan on valetkey.upload
  for each row when (old.scan is distinct from new.scan) execute function valetkey.scan_is_flagged();

-- At the end of the transaction, when all rows of what was read are there.
create function valetkey.extraction_is_flagged() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  perform valetkey.flag_version(u.file_id, u.version) from valetkey.upload u where u.id = new.upload_id;
  return null;
end
$$;
create constraint trigger extraction_is_flagged after update on valetkey.extraction
  deferrable initially deferred for each row
  when (old.state is distinct from new.state)
  execute function valetkey.extraction_is_flagged();

-- What is there already.
update valetkey.file f set flags = valetkey.flags_of(f.id, f.current_version)
where f.current_version is not null and valetkey.flags_of(f.id, f.current_version) <> '{}';

-- Everything that a page filters by is in the index of its order, so that what is not wanted is passed over there. An index of an
-- expression has the column as well, without which PostgreSQL does not believe that it has everything.
drop index valetkey.file_queue_newest;
drop index valetkey.file_queue_name;
drop index valetkey.file_queue_size;
create index file_queue_newest on valetkey.file (review, created_at, id) include (category, profile, state, flags, size)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_name on valetkey.file (review, (lower(name) collate "C"), id)
  include (category, profile, state, flags, size, created_at, name)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_size on valetkey.file (review, (coalesce(size, 0)), id)
  include (category, profile, state, flags, size, created_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
