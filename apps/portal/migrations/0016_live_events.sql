-- Tells whoever listens what happened to which file: ids and kinds, so that pages ask anew for what they may see.

-- Who hears of an event: `file`: the owner and the team; `review`: the team alone; null: nobody. What was only read is news to nobody.
create function portal.live_kind(action text) returns text
language sql immutable set search_path = pg_catalog as $$
  select case
    when action in ('file.uploaded', 'file.available', 'file.rejected', 'file.quarantined', 'file.released', 'release.refused',
      'file.deleted', 'file.restored', 'file.purged', 'file.renamed', 'derivatives.made', 'extraction.made',
      'review.claimed', 'review.released', 'review.approved', 'review.changes_requested', 'review.rejected', 'review.reopened')
      then 'file'
    when action like 'review.%' or action = 'release.approved' then 'review'
  end
$$;
revoke all on function portal.live_kind(text) from public;

-- In the transaction that acts: the database hands a notice on when it commits, and drops it when it does not. One for a hundred files, as
-- a notice has at most 8,000 bytes.
create function portal.tell_live() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform pg_notify('portal_live', json_build_object(
    'kind', n.kind, 'ownerId', n.owner_id, 'actorId', n.actor_id, 'ids', json_agg(n.file_id))::text)
  from (
    select t.kind, t.actor_id, t.file_id, f.owner_id,
      (row_number() over (partition by t.kind, t.actor_id, f.owner_id order by t.file_id) - 1) / 100 as part
    from (
      select distinct portal.live_kind(e.action) as kind, case when e.actor_type = 'user' then e.actor_id end as actor_id, e.file_id
      from new_event e where e.file_id is not null and portal.live_kind(e.action) is not null
    ) t
    join valetkey.file f on f.id = t.file_id
  ) n
  group by n.kind, n.owner_id, n.actor_id, n.part;
  return null;
end
$$;
create trigger tell_live after insert on valetkey.audit_event
  referencing new table as new_event
  for each statement execute function portal.tell_live();
