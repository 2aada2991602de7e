-- The audit trail. A transaction that acts inserts its event; nobody updates or deletes one, not even the owner of the
-- tables. The database hashes each event over its own content; a sealer chains the hashes a moment later.

create table valetkey.audit_event (
  seq bigint generated always as identity primary key,
  id text not null unique,
  at timestamptz not null,
  actor_type text not null,
  actor_id text not null,
  action text not null,
  file_id text,
  version integer,
  purpose text,
  request_id text not null,
  -- Facts that are not personal.
  details text,
  -- Commitment to the personal text in audit_personal: sha-256 of salt and text, in hex.
  personal_sha256 text check (personal_sha256 ~ '^[0-9a-f]{64}$'),
  hash text not null check (hash ~ '^[0-9a-f]{64}$')
);
create index audit_event_file on valetkey.audit_event (file_id, seq desc) where file_id is not null;
create index audit_event_actor on valetkey.audit_event (actor_id, seq desc);
create index audit_event_action on valetkey.audit_event (action, seq desc);
create index audit_event_at on valetkey.audit_event using brin (at);

-- Personal text of an event, apart from it: erasing a row here leaves the chain valid.
create table valetkey.audit_personal (
  event_id text primary key references valetkey.audit_event (id),
  salt text not null,
  reason text not null
);

-- Events that are not sealed yet. Filled by the trigger, emptied by the sealer.
create table valetkey.audit_pending (seq bigint primary key);

create table valetkey.audit_seal (
  position bigint primary key,
  event_id text not null unique references valetkey.audit_event (id),
  event_hash text not null,
  -- sha-256, in hex, of the hash at the position before and event_hash, both as hex text; 64 zeros come before the first.
  hash text not null,
  sealed_at timestamptz not null
);

-- One field of the hashed content: its length in bytes (the database is UTF-8), a colon, its text; a missing one is a minus
-- sign. In this form PostgreSQL inlines it, which makes writing an event four times faster.
create function valetkey.audit_field(value text) returns text
language sql immutable parallel safe as $$
  select coalesce(octet_length(value)::text || ':' || value, '-')
$$;

create function valetkey.audit_event_before_insert() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  new.at := date_trunc('milliseconds', new.at);
  new.hash := encode(sha256(convert_to(
    'valetkey-audit-1'
      || valetkey.audit_field(new.id)
      || valetkey.audit_field(to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      || valetkey.audit_field(new.actor_type)
      || valetkey.audit_field(new.actor_id)
      || valetkey.audit_field(new.action)
      || valetkey.audit_field(new.file_id)
      || valetkey.audit_field(new.version::text)
      || valetkey.audit_field(new.purpose)
      || valetkey.audit_field(new.request_id)
      || valetkey.audit_field(new.details)
      || valetkey.audit_field(new.personal_sha256),
    'UTF8')), 'hex');
  return new;
end
$$;
create trigger audit_event_before_insert before insert on valetkey.audit_event
  for each row execute function valetkey.audit_event_before_insert();

create function valetkey.audit_event_after_insert() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into valetkey.audit_pending (seq) select e.seq from new_event e;
  return null;
end
$$;
create trigger audit_event_after_insert after insert on valetkey.audit_event
  referencing new table as new_event
  for each statement execute function valetkey.audit_event_after_insert();

create function valetkey.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'valetkey.% is append-only: % is refused', tg_table_name, tg_op using errcode = 'VK002';
end
$$;
create trigger audit_event_append_only before update or delete or truncate on valetkey.audit_event
  for each statement execute function valetkey.refuse_change();
create trigger audit_seal_append_only before update or delete or truncate on valetkey.audit_seal
  for each statement execute function valetkey.refuse_change();
-- Also while a session calls itself a replica.
alter table valetkey.audit_event enable always trigger audit_event_before_insert;
alter table valetkey.audit_event enable always trigger audit_event_after_insert;
alter table valetkey.audit_event enable always trigger audit_event_append_only;
alter table valetkey.audit_seal enable always trigger audit_seal_append_only;

-- Chains up to `max_events` committed events; returns how many. Runs with its owner's rights: nobody else writes seals.
create function valetkey.seal_audit_events(max_events integer) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  event record;
  last_position bigint;
  last_hash text;
  sealed integer := 0;
begin
  -- Taken before the events are read, so that one sealer never works on another's snapshot.
  perform pg_advisory_xact_lock(hashtextextended('valetkey.seal_audit_events', 0));
  select s.position, s.hash into last_position, last_hash
  from valetkey.audit_seal s order by s.position desc limit 1;
  last_position := coalesce(last_position, 0);
  last_hash := coalesce(last_hash, repeat('0', 64));
  for event in
    with taken as (
      delete from valetkey.audit_pending p
      where p.seq in (select q.seq from valetkey.audit_pending q order by q.seq limit max_events)
      returning p.seq
    )
    select e.id, e.hash from taken join valetkey.audit_event e on e.seq = taken.seq order by e.seq
  loop
    last_position := last_position + 1;
    last_hash := encode(sha256(convert_to(last_hash || event.hash, 'UTF8')), 'hex');
    insert into valetkey.audit_seal (position, event_id, event_hash, hash, sealed_at)
    values (last_position, event.id, event.hash, last_hash, clock_timestamp());
    sealed := sealed + 1;
  end loop;
  return sealed;
end
$$;
revoke all on function valetkey.seal_audit_events(integer) from public;
