-- A search looks into the index a few times instead of some fifteen, and asks it for fewer parts of a word. What is found is the same, but
-- for who sees files of some profiles only: of those the newest are looked at, and not those of the newest that are in them.

-- As before, but of a word's parts of three only every third and the last: together they have all of its letters.
create or replace function valetkey.search_query(word text, owners text[]) returns tsquery
language sql immutable parallel safe as $$
  with form as (select valetkey.search_form(word) as text),
  gram as (
    select lexeme, row_number() over (order by place) as nth, count(*) over () as all_of_them
    from form, unnest(valetkey.name_lexemes(form.text)) with ordinality as part (lexeme, place)
    where char_length(lexeme) = 1 + least(3, char_length(form.text))
  ),
  choice (expression) as (
    select string_agg(quoted, ' & ') from gram, valetkey.quote_lexeme(lexeme) quoted
    where nth % 3 = 1 or nth = all_of_them
    union all
    select nullif(valetkey.search_words_query(form.text)::text, '') from form
    union all
    select string_agg(quoted, ' | ') from unnest(owners) owner, valetkey.quote_lexeme('o' || left(owner, 200)) quoted
  )
  select coalesce(string_agg('(' || expression || ')', ' | '), '')::tsquery from choice where expression is not null
$$;

-- As before, in wider steps. The next block is the widest that is not expected to hold more than a few times what is missing, by what the
-- newer ones held, and at most sixteen times as wide as the last: it may have fewer of them than are expected, or many more. It
-- may begin before the end of what was looked at already, which is left out of it.
create or replace function valetkey.search_files(wanted tsquery, max_files integer) returns setof text
language plpgsql stable set search_path = pg_catalog set enable_seqscan = off as $$
declare
  -- The end of what was not looked at yet, and how many places were.
  place_end bigint;
  block_start bigint;
  looked bigint := 0;
  bits integer := 11;
  found_ids text[];
  found bigint := 0;
  missing integer := max_files;
begin
  if numnode(wanted) = 0 then
    return;
  end if;
  select last_value + 1 into place_end from valetkey.file_search_place;
  loop
    block_start := ((place_end - 1) >> bits) << bits;
    with matching as materialized (
      select s.file_id, s.place from valetkey.file_search s
      where s.lexemes @@ (wanted && valetkey.quote_lexeme('#' || bits || ':' || (block_start >> bits))::tsquery)
        and s.place < place_end
    )
    select array_agg(newest.file_id) into found_ids
    from (select m.file_id from matching m order by m.place desc limit missing) newest;
    return query select unnest(found_ids);
    found := found + coalesce(cardinality(found_ids), 0);
    missing := missing - coalesce(cardinality(found_ids), 0);
    looked := looked + place_end - block_start;
    place_end := block_start;
    exit when place_end <= 0 or missing <= 0;
    -- Of few that were looked at nothing is known: three more might have been found.
    select coalesce(max(b), 11) into bits from generate_series(11, least(bits + 4, 23), 2) b
    where (1::bigint << b) * (found + 3) <= looked * missing * 3;
  end loop;
end
$$;

-- As before, and the profile.
create or replace function valetkey.search_lexemes(f valetkey.file, place bigint) returns tsvector
language plpgsql stable set search_path = pg_catalog as $$
declare
  words text := (
    select valetkey.extracted_words(u.id) from valetkey.upload u
    where u.file_id = f.id and u.version = f.current_version
  );
begin
  return array_to_tsvector(
    valetkey.name_lexemes(f.name) || valetkey.block_lexemes(place) || array['o' || left(f.owner_id, 200)]
    || case when f.profile is null then '{}' else array['p' || f.profile] end || case when words <> '' then valetkey.word_lexemes(words) else '{}' end);
end
$$;

-- Files of any of these profiles; none asks for nothing.
create function valetkey.search_profiles_query(profiles text[]) returns tsquery
language sql immutable parallel safe as $$
  select coalesce(string_agg(valetkey.quote_lexeme('p' || profile), ' | '), '')::tsquery from unnest(profiles) profile
$$;

-- What is there already: a minute or two for a million files, most of it for the index, which is made anew.
drop index valetkey.file_search_lexemes;
update valetkey.file_search s set lexemes = array_to_tsvector(tsvector_to_array(s.lexemes) || array['p' || f.profile])
from valetkey.file f where f.id = s.file_id and f.profile is not null;
create index file_search_lexemes on valetkey.file_search using gin (lexemes) with (fastupdate = off);

-- How long a file is kept counts from the decision about it, where one was made: what was asked for a year after a review is not asked for
-- a year after an upload. What is reopened waits anyway, and begins anew with the next decision.
create function valetkey.decided_file_is_kept_anew() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  new.retained_from := greatest(new.retained_from, new.updated_at);
  return new;
end
$$;
create trigger decided_file_is_kept_anew before update of review on valetkey.file
  for each row
  when (new.review is distinct from old.review and new.review in ('approved', 'rejected', 'changes_requested'))
  execute function valetkey.decided_file_is_kept_anew();
update valetkey.file f set retained_from = greatest(f.retained_from, d.at)
from (select file_id, version, max(at) as at from valetkey.review_decision group by file_id, version) d
where d.file_id = f.id and d.version = f.current_version and f.review in ('approved', 'rejected', 'changes_requested');
