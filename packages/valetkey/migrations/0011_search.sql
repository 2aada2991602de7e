-- Search in the queue: by any part of a name, by the owner, and by whole words of what was read out of a file. With what every
-- PostgreSQL has: lexemes of our own making in one GIN index. See docs/adr/0023-queue-search.md.

-- Text as it is compared: composed, compatible forms unified, in lower case.
create function valetkey.search_form(value text) returns text
language sql immutable parallel safe as $$
  select lower(normalize(value, NFKC))
$$;

-- Every part of one, two and three characters; a longer part of a name is found by its parts of three. Here and below the language
-- is the one that keeps its plans: these run for every document that arrives.
create function valetkey.name_lexemes(name text) returns text[]
language plpgsql immutable parallel safe set search_path = pg_catalog as $$
declare
  form text := valetkey.search_form(name);
  lexemes text[] := '{}';
begin
  for start in 1 .. char_length(form) loop
    for length in 1 .. least(3, char_length(form) - start + 1) loop
      exit when substr(form, start + length - 1, 1) ~ '\s';
      lexemes := lexemes || ('n' || substr(form, start, length));
    end loop;
  end loop;
  return lexemes;
end
$$;

-- The first 5,000 different words, which fit into what one row of an index may hold whatever the script. Separators are listed and
-- not asked of the locale, so that every database splits alike.
create function valetkey.word_lexemes(value text) returns text[]
language plpgsql immutable parallel safe set search_path = pg_catalog as $$
begin
  return coalesce((select array_agg('w' || word) from (
    select left(part, 40) as word from regexp_split_to_table(
      valetkey.search_form(value),
      '[\s\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u206F\u2E00-\u2E7F\u3000-\u303F]+'
    ) with ordinality as split (part, place)
    where char_length(part) >= 2
    group by 1 order by min(place) limit 5000
  ) words), '{}');
end
$$;

create sequence valetkey.file_search_place;

-- One row for each document that reviewers see.
create table valetkey.file_search (
  file_id text primary key references valetkey.file (id) on delete cascade,
  -- Goes up with every document that arrives.
  place bigint not null,
  lexemes tsvector not null
);
-- The lexemes are read by the index and hardly ever from the row, so the row is kept short without them.
alter table valetkey.file_search set (toast_tuple_target = 128);

-- The blocks of 2^11, 2^13, ... 2^23 documents that a place is in. A search walks them from the newest on, wider and wider, so that
-- a word of every document costs no more than a word of few.
create function valetkey.block_lexemes(place bigint) returns text[]
language sql immutable parallel safe as $$
  select array_agg('#' || bits || ':' || (place >> bits)) from generate_series(11, 23, 2) bits
$$;

-- What was read out of a version.
create function valetkey.extracted_words(upload_id text) returns text
language sql stable as $$
  select concat_ws(' ',
    (select concat_ws(' ', d.title, d.author, d.body) from valetkey.extracted_document d where d.upload_id = $1),
    (select string_agg(e.name, ' ' order by e.position) from valetkey.extracted_archive_entry e where e.upload_id = $1),
    (select string_agg(t.name, ' ' order by t.position) from valetkey.extracted_table t where t.upload_id = $1),
    (select string_agg(c.name, ' ' order by c.table_position, c.position)
     from valetkey.extracted_table_column c where c.upload_id = $1))
$$;

create function valetkey.search_lexemes(f valetkey.file, place bigint) returns tsvector
language plpgsql stable set search_path = pg_catalog as $$
declare
  words text := (
    select valetkey.extracted_words(u.id) from valetkey.upload u
    where u.file_id = f.id and u.version = f.current_version
  );
begin
  return array_to_tsvector(
    valetkey.name_lexemes(f.name) || valetkey.block_lexemes(place) || array['o' || left(f.owner_id, 200)]
    || case when words <> '' then valetkey.word_lexemes(words) else '{}' end);
end
$$;

-- Writes a document's row anew. The document is locked first, so that what is read of it then is what is true until the commit.
create function valetkey.index_file(wanted_id text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  f valetkey.file;
  known bigint;
begin
  select * into f from valetkey.file where id = wanted_id for no key update;
  if f.current_version is null or f.deleted_at is not null then
    delete from valetkey.file_search where file_id = wanted_id;
    return;
  end if;
  select s.place into known from valetkey.file_search s where s.file_id = wanted_id;
  if known is null then
    known := nextval('valetkey.file_search_place');
    insert into valetkey.file_search (file_id, place, lexemes) values (f.id, known, valetkey.search_lexemes(f, known));
  else
    update valetkey.file_search set lexemes = valetkey.search_lexemes(f, known) where file_id = wanted_id;
  end if;
end
$$;
revoke all on function valetkey.index_file(text) from public;

create function valetkey.file_is_searched() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform valetkey.index_file(new.id);
  return null;
end
$$;
create trigger file_is_searched_from_insert after insert on valetkey.file
  for each row when (new.current_version is not null) execute function valetkey.file_is_searched();
create trigger file_is_searched after update of name, current_version, deleted_at on valetkey.file
  for each row
  when ((old.name, old.current_version, old.deleted_at is null)
    is distinct from (new.name, new.current_version, new.deleted_at is null))
  execute function valetkey.file_is_searched();

-- At the end of the transaction, when all rows of what was read are there.
create function valetkey.extraction_is_searched() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  wanted_id text;
begin
  select f.id into wanted_id from valetkey.upload u
  join valetkey.file f on f.id = u.file_id and f.current_version = u.version
  where u.id = coalesce(new.upload_id, old.upload_id);
  if wanted_id is not null then
    perform valetkey.index_file(wanted_id);
  end if;
  return null;
end
$$;
create constraint trigger extraction_is_searched after update on valetkey.extraction
  deferrable initially deferred for each row
  when (old.state <> 'available' and new.state = 'available')
  execute function valetkey.extraction_is_searched();
create constraint trigger extraction_is_forgotten after delete on valetkey.extraction
  deferrable initially deferred for each row
  when (old.state = 'available')
  execute function valetkey.extraction_is_searched();

create function valetkey.quote_lexeme(lexeme text) returns text
language sql immutable parallel safe as $$
  select '''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''''
$$;

-- A word of a question as words of what was read; empty where it has none.
create function valetkey.search_words_query(word text) returns tsquery
language sql immutable parallel safe as $$
  select coalesce(string_agg(valetkey.quote_lexeme(lexeme), ' & '), '')::tsquery
  from unnest(valetkey.word_lexemes(word)) lexeme
$$;

-- What one word of a question asks for: a part of the name, or words of what was read, or one of these owners. Nothing to ask for is
-- an empty query, which adds nothing to the others.
create function valetkey.search_query(word text, owners text[]) returns tsquery
language sql immutable parallel safe as $$
  with form as (select valetkey.search_form(word) as text),
  -- Of a longer part the parts of three are enough.
  gram as (
    select lexeme from form, unnest(valetkey.name_lexemes(form.text)) lexeme
    where char_length(lexeme) = 1 + least(3, char_length(form.text))
  ),
  choice (expression) as (
    select string_agg(quoted, ' & ') from gram, valetkey.quote_lexeme(lexeme) quoted
    union all
    select nullif(valetkey.search_words_query(form.text)::text, '') from form
    union all
    select string_agg(quoted, ' | ') from unnest(owners) owner, valetkey.quote_lexeme('o' || left(owner, 200)) quoted
  )
  select coalesce(string_agg('(' || expression || ')', ' | '), '')::tsquery from choice where expression is not null
$$;

-- The newest documents that match, by the place of their arrival, at most so many.
create function valetkey.search_files(wanted tsquery, max_files integer) returns setof text
language plpgsql stable set search_path = pg_catalog set enable_seqscan = off as $$
declare
  -- The end of what was not looked at yet, and how many places were.
  place_end bigint;
  looked bigint := 0;
  bits integer;
  found_ids text[];
  missing integer := max_files;
begin
  if numnode(wanted) = 0 then
    return;
  end if;
  select ((last_value >> 11) + 1) << 11 into place_end from valetkey.file_search_place;
  while place_end > 0 and missing > 0 loop
    -- The widest block that ends here and is no wider than what was looked at in vain.
    select max(b) into bits from generate_series(11, 23, 2) b
    where b = 11 or (place_end % (1::bigint << b) = 0 and (1::bigint << b) <= looked * 2);
    with matching as materialized (
      select s.file_id, s.place from valetkey.file_search s
      where s.lexemes @@ (wanted && valetkey.quote_lexeme('#' || bits || ':' || ((place_end - 1) >> bits))::tsquery)
    )
    select array_agg(newest.file_id) into found_ids
    from (select m.file_id from matching m order by m.place desc limit missing) newest;
    return query select unnest(found_ids);
    missing := missing - coalesce(cardinality(found_ids), 0);
    looked := looked + (1::bigint << bits);
    place_end := place_end - (1::bigint << bits);
  end loop;
end
$$;

-- What is there already.
insert into valetkey.file_search (file_id, place, lexemes)
select n.id, n.place, valetkey.search_lexemes(f, n.place)
from (
  select id, row_number() over (order by created_at, id) as place from valetkey.file
  where current_version is not null and deleted_at is null
) n join valetkey.file f on f.id = n.id;
select setval('valetkey.file_search_place', coalesce(max(place), 1)) from valetkey.file_search;

-- Without a list of what is yet to be indexed, which every search would have to read through.
create index file_search_lexemes on valetkey.file_search using gin (lexemes) with (fastupdate = off);
