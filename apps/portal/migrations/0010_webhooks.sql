-- Who is told of what happens to files, and every message that was or is to be delivered.

create table portal.webhook (
  id text primary key check (id ~ '^[0-9a-f]{32}$'),
  url text not null,
  description text not null,
  -- Types of event, as portal.webhook_type names them.
  events text[] not null check (cardinality(events) > 0),
  -- Encrypted by the application: a copy of the database signs nothing.
  secret text not null,
  -- The secret before the last rotation, which signs as well until its time is over.
  previous_secret text,
  previous_secret_until timestamptz,
  disabled_at timestamptz,
  -- `person`; `gone`: the receiver answered 410; `failing`: for days nothing got through.
  disabled_because text check (disabled_because in ('person', 'gone', 'failing')),
  -- When the first of the failures was that no success ended yet.
  failing_since timestamptz,
  created_at timestamptz not null,
  -- Id of the account; no foreign key, because the endpoint outlives whoever made it.
  created_by text not null,
  check ((previous_secret is null) = (previous_secret_until is null)),
  check ((disabled_at is null) = (disabled_because is null))
);

create table portal.webhook_delivery (
  id text primary key check (id ~ '^[0-9a-f]{32}$'),
  webhook_id text not null references portal.webhook (id) on delete cascade,
  -- The same over all attempts: by it a receiver knows what it has already.
  message_id text not null,
  type text not null,
  -- Exactly what is signed and sent.
  body text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  -- Raised with every attempt and by whoever asks for another one: what an older turn's job finds out counts no more.
  turn integer not null default 1,
  attempts integer not null default 0,
  next_at timestamptz,
  response_status integer,
  -- The beginning of the answer.
  response_text text,
  -- Why there was no answer, in one word.
  problem text,
  created_at timestamptz not null,
  settled_at timestamptz,
  unique (webhook_id, message_id),
  check ((state = 'pending') = (settled_at is null)),
  check ((state = 'pending') = (next_at is not null))
);
create index webhook_delivery_newest on portal.webhook_delivery (webhook_id, created_at desc, id desc);
create index webhook_delivery_settled on portal.webhook_delivery (settled_at) where settled_at is not null;

-- What an event is called outside; null when nobody outside hears of it.
create function portal.webhook_type(action text) returns text
language sql immutable set search_path = pg_catalog as $$
  select case
    when action = 'release.refused' then 'file.rejected'
    when action = 'derivatives.made' then 'derivative.available'
    when action in ('review.approved', 'review.changes_requested', 'review.rejected') then 'review.decided'
    when action in ('file.uploaded', 'file.available', 'file.rejected', 'file.quarantined', 'file.released', 'file.deleted',
      'file.restored', 'file.purged', 'extraction.made', 'review.reopened') then action
  end
$$;
revoke all on function portal.webhook_type(text) from public;

-- Puts one delivery in line. Those to one endpoint go one after another, so that a slow one holds up nobody else.
create function portal.add_delivery_job(delivery_id text, webhook_id text, turn integer, run_at timestamptz) returns void
language sql security definer set search_path = pg_catalog as $$
  select valetkey.add_job('notify', json_build_object('deliveryId', delivery_id, 'turn', turn),
    queue_name => 'webhook-' || webhook_id, run_at => run_at, max_attempts => 8)
$$;
revoke all on function portal.add_delivery_job(text, text, integer, timestamptz) from public;

-- In the transaction that acts, whoever acts: an event that was written is delivered, and one that was taken back never is.
create function portal.webhook_outbox() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  delivery record;
begin
  if not exists (select from portal.webhook w where w.disabled_at is null) then
    return null;
  end if;
  for delivery in
    with told as (
      select e.id, e.at, e.action, e.file_id, e.version, e.details::json as details, portal.webhook_type(e.action) as type
      from new_event e where portal.webhook_type(e.action) is not null
    ),
    wanted as (
      select w.id as webhook_id, t.* from told t
      join portal.webhook w on w.disabled_at is null and t.type = any(w.events)
      -- One that is deleted meanwhile is left out; without the lock its foreign key would fail the transaction that acts.
      for key share of w
    )
    insert into portal.webhook_delivery (id, webhook_id, message_id, type, body, next_at, created_at)
    select replace(gen_random_uuid()::text, '-', ''), n.webhook_id, 'evt_' || n.id, n.type,
      json_strip_nulls(json_build_object(
        'type', n.type,
        'timestamp', to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'data', json_build_object(
          'fileId', n.file_id,
          'version', n.version,
          'profile', u.profile,
          -- Some transactions write their event before they act.
          'state', case n.action
            when 'file.released' then 'available'
            when 'release.refused' then 'rejected'
            when 'file.deleted' then 'deleted'
            else u.state end,
          'review', u.review,
          'code', case when n.type in ('file.rejected', 'file.quarantined') then n.details ->> 'code' end,
          'reasonCode', case when n.type = 'review.decided' then n.details ->> 'reasonCode' end
        )
      ))::text,
      n.at, n.at
    from wanted n
    left join valetkey.upload u on u.file_id = n.file_id and u.version = n.version
    returning id, webhook_id, turn
  loop
    perform portal.add_delivery_job(delivery.id, delivery.webhook_id, delivery.turn, null);
  end loop;
  return null;
end
$$;
create trigger webhook_outbox after insert on valetkey.audit_event
  referencing new table as new_event
  for each statement execute function portal.webhook_outbox();
