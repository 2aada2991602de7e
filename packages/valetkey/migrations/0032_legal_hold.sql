-- Files that have to be kept whatever their owner, their profile or a scan says, until somebody of the team lets go of them.

create table valetkey.legal_hold (
  seq bigint generated always as identity primary key,
  file_id text not null references valetkey.file (id),
  by_id text not null,
  placed_at timestamptz not null,
  lifted_by text,
  lifted_at timestamptz,
  check ((lifted_by is null) = (lifted_at is null))
);
create unique index legal_hold_open on valetkey.legal_hold (file_id) where lifted_at is null;

alter table valetkey.file
  -- Whether there is such a hold; written with it, under the file's lock.
  add column is_legally_held boolean not null default false;

-- The last word: while a file is held no statement of anybody moves it to the trash, ends a version of it, or refuses one that
-- a scan holds, whose bytes would then be removed.
create function valetkey.refuse_end_of_held_file() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if new.deleted_at is not null and old.deleted_at is null then
    raise exception 'file % is under legal hold', new.id using errcode = 'VK003';
  end if;
  return new;
end
$$;
create trigger held_file_stays before update of deleted_at on valetkey.file
  for each row when (old.is_legally_held) execute function valetkey.refuse_end_of_held_file();

create function valetkey.refuse_end_of_held_version() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if exists (select from valetkey.file f where f.id = new.file_id and f.is_legally_held) then
    raise exception 'file % is under legal hold', new.file_id using errcode = 'VK003';
  end if;
  return new;
end
$$;
create trigger held_version_stays before update of state on valetkey.upload
  for each row when (
    (new.state in ('deleted', 'purged') and old.state <> new.state) or (new.state = 'rejected' and old.state = 'quarantined'))
  execute function valetkey.refuse_end_of_held_version();

create index file_legally_held on valetkey.file (created_at, id) where is_legally_held;
