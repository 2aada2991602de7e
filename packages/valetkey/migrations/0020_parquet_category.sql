-- Parquet files are tables, and were in no category before.

create or replace function valetkey.file_category(content_type text) returns text
language sql immutable parallel safe as $$
  select case
    when content_type like 'image/%' then 'image'
    when content_type like 'video/%' then 'video'
    when content_type like 'audio/%' then 'audio'
    when content_type like '%spreadsheet%' or content_type like '%ms-excel%'
      or content_type in ('text/csv', 'text/tab-separated-values', 'application/vnd.apache.parquet') then 'spreadsheet'
    when content_type like '%presentation%' or content_type like '%ms-powerpoint%' then 'presentation'
    when content_type like '%wordprocessing%' or content_type like '%opendocument.text%'
      or content_type in ('application/pdf', 'application/msword', 'application/rtf', 'application/epub+zip') then 'document'
    when content_type like 'text/%' or content_type like '%json%' then 'text'
    when content_type like '%zip%' or content_type like '%x-tar%' or content_type like '%gzip%'
      or content_type like '%x-xz%' or content_type like '%bzip%' or content_type like '%zstd%' then 'archive'
    else 'other'
  end
$$;

-- The column is generated, and told anew when what it is made of is written.
update valetkey.file set content_type = content_type where content_type = 'application/vnd.apache.parquet';
