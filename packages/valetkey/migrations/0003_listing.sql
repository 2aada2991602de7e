-- What lists filter and sort by: facts of the current version, kept on the file's own row so that one index serves a page.

-- The kind of file in a person's terms, from the media type that was accepted for it.
create function valetkey.file_category(content_type text) returns text
language sql immutable parallel safe as $$
  select case
    when content_type like 'image/%' then 'image'
    when content_type like 'video/%' then 'video'
    when content_type like 'audio/%' then 'audio'
    when content_type like '%spreadsheet%' or content_type like '%ms-excel%'
      or content_type in ('text/csv', 'text/tab-separated-values') then 'spreadsheet'
    when content_type like '%presentation%' or content_type like '%ms-powerpoint%' then 'presentation'
    when content_type like '%wordprocessing%' or content_type like '%opendocument.text%'
      or content_type in ('application/pdf', 'application/msword', 'application/rtf', 'application/epub+zip') then 'document'
    when content_type like 'text/%' or content_type like '%json%' then 'text'
    when content_type like '%zip%' or content_type like '%x-tar%' or content_type like '%gzip%'
      or content_type like '%x-xz%' or content_type like '%bzip%' or content_type like '%zstd%' then 'archive'
    else 'other'
  end
$$;

alter table valetkey.file
  add column state text,
  add column review text,
  add column profile text,
  add column content_type text,
  add column size bigint,
  add column path text,
  add column category text generated always as (valetkey.file_category(content_type)) stored;

update valetkey.file f set
  state = u.state, review = u.review, profile = u.profile, content_type = u.content_type,
  size = coalesce(u.size, u.declared_size), path = u.path
from valetkey.upload u where u.file_id = f.id and u.version = f.current_version;

-- As before, and with the facts above. The channel carries ids and states, never names.
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
      updated_at = new.updated_at
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
drop trigger upload_after_update on valetkey.upload;
create trigger upload_after_update after update of state, review, size, content_type on valetkey.upload
  for each row execute function valetkey.upload_after_update();
