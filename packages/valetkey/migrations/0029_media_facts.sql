-- What pictures and recordings say about themselves, and workbooks beside their tables.

alter table valetkey.extraction drop constraint extraction_kind_check;
alter table valetkey.extraction add constraint extraction_kind_check
  check (kind in ('archive', 'table', 'document', 'image', 'recording'));

create table valetkey.extracted_image (
  upload_id text primary key references valetkey.extraction (upload_id) on delete cascade,
  format text not null check (format ~ '^[a-z0-9]{1,20}$'),
  -- Pixels, upright.
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  -- As EXIF numbers them.
  orientation smallint check (orientation between 1 and 8),
  colour text check (colour ~ '^[a-z0-9-]{1,20}$'),
  channels smallint check (channels > 0),
  bits_per_channel smallint check (bits_per_channel > 0),
  has_alpha boolean not null,
  has_colour_profile boolean not null,
  -- Frames of an animation, or pages.
  frame_count integer not null check (frame_count > 0),
  camera_make text check (char_length(camera_make) <= 200),
  camera_model text check (char_length(camera_model) <= 200),
  -- As the camera's clock showed it, which knows no zone.
  taken_at timestamp,
  caption text check (char_length(caption) <= 2000),
  -- That there is a place in it, and never which one.
  has_position boolean not null
);

create table valetkey.extracted_recording (
  upload_id text primary key references valetkey.extraction (upload_id) on delete cascade,
  container text not null check (container ~ '^[a-z0-9]{1,20}$'),
  duration_seconds double precision check (duration_seconds >= 0),
  -- Bits in a second, all tracks together.
  bit_rate bigint check (bit_rate >= 0),
  title text check (char_length(title) <= 300),
  artist text check (char_length(artist) <= 300),
  recorded_at timestamptz,
  has_position boolean not null,
  -- Whether every track has its row.
  is_complete boolean not null
);

create table valetkey.extracted_recording_track (
  upload_id text not null references valetkey.extracted_recording (upload_id) on delete cascade,
  position integer not null check (position > 0),
  kind text not null check (kind in ('video', 'audio')),
  codec text check (codec ~ '^[a-z0-9_]{1,40}$'),
  -- Of pictures only; upright.
  width integer check (width > 0),
  height integer check (height > 0),
  frame_rate double precision check (frame_rate > 0),
  -- Of sound only.
  channels integer check (channels > 0),
  sample_rate integer check (sample_rate > 0),
  bit_rate bigint check (bit_rate >= 0),
  primary key (upload_id, position)
);

-- Of workbooks; null for everything else, and for workbooks that were read before.
alter table valetkey.extracted_tables
  add column sheet_count integer check (sheet_count >= 0),
  add column hidden_sheet_count integer check (hidden_sheet_count >= 0),
  add column title text check (char_length(title) <= 300),
  add column author text check (char_length(author) <= 300),
  add column created_at timestamptz,
  add column changed_at timestamptz,
  add check ((sheet_count is null) = (hidden_sheet_count is null));

create or replace function valetkey.extracted_words(upload_id text) returns text
language sql stable as $$
  select concat_ws(' ',
    (select concat_ws(' ', d.title, d.author, d.body) from valetkey.extracted_document d where d.upload_id = $1),
    (select concat_ws(' ', t.title, t.author) from valetkey.extracted_tables t where t.upload_id = $1),
    (select concat_ws(' ', i.caption, i.camera_make, i.camera_model) from valetkey.extracted_image i where i.upload_id = $1),
    (select concat_ws(' ', r.title, r.artist) from valetkey.extracted_recording r where r.upload_id = $1),
    (select string_agg(e.name, ' ' order by e.position) from valetkey.extracted_archive_entry e where e.upload_id = $1),
    (select string_agg(t.name, ' ' order by t.position) from valetkey.extracted_table t where t.upload_id = $1),
    (select string_agg(c.name, ' ' order by c.table_position, c.position)
     from valetkey.extracted_table_column c where c.upload_id = $1))
$$;

-- What is there already is read by the next sweeps, which ask for what is due.
update valetkey.upload set derive_due_at = updated_at where state = 'available' and derive_due_at is null
  and content_type ~ '^(image|video|audio)/';
