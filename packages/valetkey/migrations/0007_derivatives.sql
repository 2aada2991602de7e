-- What is made from a version: thumbnails, web-size images, pages, previews. Only the server writes them, below `derived/`.

create table valetkey.derivative (
  upload_id text not null references valetkey.upload (id),
  name text not null check (name ~ '^[a-z0-9-]{1,32}$'),
  state text not null check (state in ('pending', 'available', 'not_available', 'failed')),
  content_type text not null,
  size bigint check (size >= 0),
  width integer check (width > 0),
  height integer check (height > 0),
  duration_seconds double precision check (duration_seconds >= 0),
  -- Why there is none; a word of ours, never text of a file.
  reason text check (reason ~ '^[a-z_]{1,40}$'),
  object_key text unique,
  -- Which attempt is at work on a pending one; the result of another one is refused.
  attempt_id text,
  updated_at timestamptz not null,
  primary key (upload_id, name),
  check ((state = 'available') = (object_key is not null and size is not null)),
  check ((state = 'pending') = (attempt_id is not null))
);

-- When a version's derivatives should be asked for once more, should nobody have made them; null when there is nothing to make.
alter table valetkey.upload add column derive_due_at timestamptz;
update valetkey.upload set derive_due_at = updated_at where state = 'available';
create index upload_derive_due on valetkey.upload (derive_due_at) where derive_due_at is not null;

create function valetkey.upload_derive_due() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  new.derive_due_at := case when new.state = 'available' then new.updated_at + interval '10 minutes' end;
  return new;
end
$$;
create trigger upload_derive_due before update of state on valetkey.upload
  for each row when (new.state is distinct from old.state) execute function valetkey.upload_derive_due();
