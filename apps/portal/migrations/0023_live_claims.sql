-- That somebody goes on with a file is no event, and still news: on other pages the claim would seem to have run out.

create function portal.tell_live_claim() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform pg_notify('portal_live', json_build_object(
    'kind', 'review', 'ownerId', (select f.owner_id from valetkey.file f where f.id = new.file_id), 'actorId', new.by_id,
    'ids', json_build_array(new.file_id))::text);
  return null;
end
$$;
create trigger tell_live_claim after update of until on valetkey.review_claim
  for each row when (old.by_id = new.by_id and old.until < new.until)
  execute function portal.tell_live_claim();
