-- What documents say about themselves, and their text for search.

alter table valetkey.extraction drop constraint extraction_kind_check;
alter table valetkey.extraction add constraint extraction_kind_check
  check (kind in ('archive', 'table', 'document'));

create table valetkey.extracted_document (
  upload_id text primary key references valetkey.extraction (upload_id) on delete cascade,
  page_count integer check (page_count >= 0),
  title text check (char_length(title) <= 300),
  author text check (char_length(author) <= 300),
  created_at timestamptz,
  changed_at timestamptz,
  body text not null check (char_length(body) <= 500000),
  -- Whether the text is all of it.
  is_complete boolean not null
);

-- What is there already is read by the next sweeps, which ask for what is due.
update valetkey.upload set derive_due_at = updated_at where state = 'available' and derive_due_at is null;
