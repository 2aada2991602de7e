-- What was read out of a version: facts in rows, never bytes of it. One for each version, of the kind that its type says.

create table valetkey.extraction (
  upload_id text primary key references valetkey.upload (id),
  kind text not null check (kind in ('archive')),
  state text not null check (state in ('pending', 'available', 'not_available', 'failed')),
  -- Why there is nothing; a word of ours, never text of a file.
  reason text check (reason ~ '^[a-z_]{1,40}$'),
  -- Which attempt is at work on a pending one; the result of another one is refused.
  attempt_id text,
  updated_at timestamptz not null,
  check ((state = 'pending') = (attempt_id is not null)),
  check ((state in ('not_available', 'failed')) = (reason is not null))
);

-- The listing of an archive, as its headers tell it. Nothing of an archive is ever unpacked.
create table valetkey.extracted_archive (
  upload_id text primary key references valetkey.extraction (upload_id) on delete cascade,
  format text not null check (format in ('zip', 'tar', 'tar.gz', 'gzip')),
  entry_count bigint not null check (entry_count >= 0),
  -- Bytes that all entries say they unpack to; null where nothing says it.
  content_bytes bigint check (content_bytes >= 0),
  -- Whether every entry has its row.
  is_complete boolean not null,
  -- Words of ours.
  warnings text[] not null
);

create table valetkey.extracted_archive_entry (
  upload_id text not null references valetkey.extracted_archive (upload_id) on delete cascade,
  -- From 1 on, in the order of the archive.
  position integer not null check (position > 0),
  name text not null check (char_length(name) <= 1024),
  kind text not null check (kind in ('file', 'folder', 'link', 'special')),
  size bigint check (size >= 0),
  packed_size bigint check (packed_size >= 0),
  is_encrypted boolean not null,
  modified_at timestamptz,
  link_target text check (char_length(link_target) <= 1024),
  warnings text[] not null,
  primary key (upload_id, position)
);

-- What is there already is read by the next sweeps, which ask for what is due.
update valetkey.upload set derive_due_at = updated_at where state = 'available' and derive_due_at is null;
