-- Files that are text and nothing else: how they are written, how much there is, and how they begin, for search and to be looked at.

alter table valetkey.extraction drop constraint extraction_kind_check;
alter table valetkey.extraction add constraint extraction_kind_check
  check (kind in ('archive', 'table', 'document', 'text', 'image', 'recording'));

create table valetkey.extracted_text (
  upload_id text primary key references valetkey.extraction (upload_id) on delete cascade,
  encoding text not null check (encoding in ('utf-8', 'utf-16le', 'utf-16be', 'windows-1252')),
  has_byte_order_mark boolean not null,
  -- Null where there is one line or none.
  line_ending text check (line_ending in ('lf', 'crlf', 'cr', 'mixed')),
  -- At most a few hundred mebibytes are counted.
  line_count integer not null check (line_count >= 0),
  word_count integer not null check (word_count >= 0),
  character_count integer not null check (character_count >= 0),
  longest_line integer not null check (longest_line between 0 and character_count),
  -- Control characters, invisible ones and marks that turn the direction of text; of them those that turn it.
  hidden_count integer not null check (hidden_count >= 0),
  turning_count integer not null check (turning_count between 0 and hidden_count),
  -- Whether all of the file was counted.
  is_counted boolean not null,
  -- With a sign for each character that is not seen.
  body text not null check (char_length(body) <= 500000),
  -- Whether the text is all of it.
  is_complete boolean not null
);

-- As before, and the words of texts.
create or replace function valetkey.extracted_words(upload_id text) returns text
language sql stable as $$
  select concat_ws(' ',
    (select concat_ws(' ', d.title, d.author, d.body) from valetkey.extracted_document d where d.upload_id = $1),
    (select x.body from valetkey.extracted_text x where x.upload_id = $1),
    (select concat_ws(' ', t.title, t.author) from valetkey.extracted_tables t where t.upload_id = $1),
    (select concat_ws(' ', i.caption, i.camera_make, i.camera_model) from valetkey.extracted_image i where i.upload_id = $1),
    (select concat_ws(' ', r.title, r.artist) from valetkey.extracted_recording r where r.upload_id = $1),
    (select string_agg(e.name, ' ' order by e.position) from valetkey.extracted_archive_entry e where e.upload_id = $1),
    (select string_agg(t.name, ' ' order by t.position) from valetkey.extracted_table t where t.upload_id = $1),
    (select string_agg(c.name, ' ' order by c.table_position, c.position)
     from valetkey.extracted_table_column c where c.upload_id = $1))
$$;

-- What is there already is read by the next sweeps, which ask for what is due. Comma-separated values and the like are tables.
update valetkey.upload set derive_due_at = updated_at where state = 'available' and derive_due_at is null
  and (content_type ~ '^text/' or content_type ~ '^application/([a-z0-9.-]+\+)?(xml|yaml|x-yaml)$')
  and content_type not in ('text/csv', 'text/tab-separated-values');
