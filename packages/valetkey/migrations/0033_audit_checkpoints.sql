-- Old events may leave the audit trail, behind a signed checkpoint that says where the chain was cut and what was kept of what lies
-- before it. By whoever migrates, and nobody else. See docs/adr/0037-audit-retention.md.

-- The latest one counts; the ones before it stay and say what was done when.
create table valetkey.audit_checkpoint (
  seq bigint generated always as identity primary key,
  -- The last place of the chain that is cut off, and the hash of its seal: what the next seal was chained to.
  position bigint not null check (position > 0),
  head text not null check (head ~ '^[0-9a-f]{64}$'),
  -- Events before the cut that stay, and a hash over their places and hashes, in order.
  kept bigint not null check (kept >= 0 and kept <= position),
  kept_hash text not null check (kept_hash ~ '^[0-9a-f]{64}$'),
  -- Every event that went was older.
  events_before timestamptz not null,
  at timestamptz not null,
  -- Ed25519 over all of it, made and checked outside of the database.
  public_key text not null,
  signature text not null
);
create function valetkey.audit_checkpoint_before_insert() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  -- As they are in the text that is signed.
  new.events_before := date_trunc('milliseconds', new.events_before);
  new.at := date_trunc('milliseconds', new.at);
  return new;
end
$$;
create trigger audit_checkpoint_before_insert before insert on valetkey.audit_checkpoint
  for each row execute function valetkey.audit_checkpoint_before_insert();
create trigger audit_checkpoint_append_only before update or delete or truncate on valetkey.audit_checkpoint
  for each statement execute function valetkey.refuse_change();
alter table valetkey.audit_checkpoint enable always trigger audit_checkpoint_append_only;

-- As before, but for deleting in the transaction that writes a checkpoint.
create or replace function valetkey.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op = 'DELETE' and tg_table_name in ('audit_event', 'audit_seal')
    and exists (select from valetkey.audit_checkpoint c where c.xmin = pg_current_xact_id()::xid)
  then
    return null;
  end if;
  raise exception 'valetkey.% is append-only: % is refused', tg_table_name, tg_op using errcode = 'VK002';
end
$$;

-- The last word about what goes then: nothing younger, and nothing about a file that has to be kept.
create function valetkey.refuse_uncovered_end() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if exists (
    select from gone g
    where g.at >= (select c.events_before from valetkey.audit_checkpoint c order by c.seq desc limit 1)
      or exists (select from valetkey.file f where f.id = g.file_id and f.is_legally_held)
  ) then
    raise exception 'an event that has to be kept was to be deleted' using errcode = 'VK002';
  end if;
  return null;
end
$$;
create trigger audit_event_kept after delete on valetkey.audit_event
  referencing old table as gone
  for each statement execute function valetkey.refuse_uncovered_end();
alter table valetkey.audit_event enable always trigger audit_event_kept;

-- What a checkpoint would say that cuts off every event before that time, without a row when there is nothing to cut. Until the end of the
-- transaction no file is put under legal hold and none let go of. The last seal stays: the next one is chained to it.
create function valetkey.plan_audit_checkpoint(wanted_before timestamptz)
returns table (cut bigint, head text, kept bigint, kept_hash text)
language plpgsql security definer set search_path = pg_catalog as $$
declare
  seal record;
begin
  if wanted_before > now() - interval '90 days' then
    raise exception 'events of the last 90 days are kept' using errcode = 'VK002';
  end if;
  lock table valetkey.legal_hold in share row exclusive mode;
  perform pg_advisory_xact_lock(hashtextextended('valetkey.audit_checkpoint', 0));
  select least(
    coalesce((
      select s.position - 1 from valetkey.audit_seal s join valetkey.audit_event e on e.id = s.event_id
      where e.at >= wanted_before order by s.position limit 1), (select max(s.position) from valetkey.audit_seal s)),
    (select max(s.position) - 1 from valetkey.audit_seal s)) into cut;
  select s.hash into head from valetkey.audit_seal s where s.position = cut;
  -- Without that seal the chain was cut here already, or there is none.
  if head is null then
    select c.head into head from valetkey.audit_checkpoint c where c.position = cut order by c.seq desc limit 1;
  end if;
  if head is null then
    return;
  end if;
  kept := 0;
  kept_hash := repeat('0', 64);
  for seal in
    select s.position, s.event_hash from valetkey.audit_seal s
    join valetkey.audit_event e on e.id = s.event_id
    join valetkey.file f on f.id = e.file_id and f.is_legally_held
    where s.position <= cut order by s.position
  loop
    kept := kept + 1;
    kept_hash := encode(sha256(convert_to(kept_hash || seal.position || ':' || seal.event_hash, 'UTF8')), 'hex');
  end loop;
  if exists (select from valetkey.audit_seal s where s.position <= cut offset kept) then
    return next;
  end if;
end
$$;
revoke all on function valetkey.plan_audit_checkpoint(timestamptz) from public;

-- Writes the checkpoint and deletes what lies before it; returns how many events went. Called in the transaction of the plan, whose
-- locks it relies on.
create function valetkey.prune_audit_events(
  cut bigint, head text, kept bigint, kept_hash text, events_before timestamptz, at timestamptz, public_key text, signature text)
returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
  pruned bigint;
begin
  if not exists (
    select from valetkey.plan_audit_checkpoint($5) p where (p.cut, p.head, p.kept, p.kept_hash) = ($1, $2, $3, $4)
  ) then
    raise exception 'this is no checkpoint of the chain as it is' using errcode = 'VK002';
  end if;
  insert into valetkey.audit_checkpoint (position, head, kept, kept_hash, events_before, at, public_key, signature)
  values ($1, $2, $3, $4, $5, $6, $7, $8);
  create temporary table pruned_event on commit drop as
    select s.event_id from valetkey.audit_seal s join valetkey.audit_event e on e.id = s.event_id
    where s.position <= $1 and not exists (select from valetkey.file f where f.id = e.file_id and f.is_legally_held);
  delete from valetkey.audit_personal p using pg_temp.pruned_event g where p.event_id = g.event_id;
  delete from valetkey.audit_seal s using pg_temp.pruned_event g where s.event_id = g.event_id;
  delete from valetkey.audit_event e using pg_temp.pruned_event g where e.id = g.event_id;
  get diagnostics pruned = row_count;
  return pruned;
end
$$;
revoke all on function valetkey.prune_audit_events(bigint, text, bigint, text, timestamptz, timestamptz, text, text) from public;
