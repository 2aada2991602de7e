-- The team asks people for documents. A request has a document without a version of its own: what is uploaded into that is what was asked
-- for, and the handshake's own check of the document says whose it is and whether it still takes something.

create table portal.document_request (
  id text primary key check (id ~ '^[a-z2-7]{26}$'),
  -- The account that is asked; no foreign key, because what was asked outlives it.
  person_id text not null,
  -- The document that waits for it.
  file_id text not null unique,
  name text not null check (name <> ''),
  note text,
  -- The last day, in UTC.
  due_on date,
  state text not null default 'open' check (state in ('open', 'fulfilled', 'cancelled')),
  -- The version that fulfils it, or that was the last try.
  version integer,
  created_by text not null,
  created_at timestamptz not null,
  -- When it came into its state.
  changed_at timestamptz not null,
  check (state <> 'fulfilled' or version is not null)
);
create index document_request_newest on portal.document_request (state, created_at desc, id desc);
create index document_request_person on portal.document_request (person_id, state, created_at desc, id desc);
create index document_request_due on portal.document_request (due_on, id) where state = 'open' and due_on is not null;

-- An id as the application mints them, for what the database makes by itself: 26 of the 32 letters, 98 random bits.
create function portal.mint_id() returns text
language sql volatile set search_path = pg_catalog as $$
  select left(translate(replace(gen_random_uuid()::text, '-', ''), '0189', 'ghij'), 26)
$$;
revoke all on function portal.mint_id() from public;

-- A document of the person's that waits for its first version.
create function portal.add_awaited_document(file_id text, owner_id text, name text, at timestamptz) returns void
language sql set search_path = pg_catalog as $$
  insert into valetkey.file (id, owner_id, name, last_version, created_at, updated_at) values (file_id, owner_id, name, 0, at, at)
$$;
revoke all on function portal.add_awaited_document(text, text, text, timestamptz) from public;

-- Follows what happens to the documents of requests, in the transaction in which it does. What arrives fulfils a request; what is not
-- accepted opens it again.
create function portal.follow_requests() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  act record;
begin
  if not exists (select from new_event e join portal.document_request q on q.file_id = e.file_id) then
    return null;
  end if;
  -- Documents before requests, as everybody locks them.
  perform from valetkey.file f
  where f.id in (select e.file_id from new_event e join portal.document_request q on q.file_id = e.file_id)
  order by f.id for no key update;
  for act in
    select q.id, q.state, q.version as version_before, q.file_id,
      e.at, e.actor_type, e.actor_id, e.action, e.version, e.request_id
    from new_event e
    join portal.document_request q on q.file_id = e.file_id
    where e.action in ('file.uploaded', 'file.rejected', 'release.refused',
      'review.changes_requested', 'review.rejected', 'review.approved', 'review.reopened')
    order by e.seq
    for no key update of q
  loop
    if act.state = 'cancelled' then
      -- On its way while the team thought better of it: it is its owner's file, and nobody's answer.
      if act.action = 'file.uploaded' then
        update valetkey.file f set deleted_at = null where f.id = act.file_id and f.deleted_at is not null;
      end if;
    elsif act.action = 'file.uploaded' then
      update portal.document_request q set state = 'fulfilled', version = act.version, changed_at = act.at where q.id = act.id;
      -- In every list it is as old as its first version, and not as what was asked.
      update valetkey.file f set created_at = act.at where f.id = act.file_id and act.version = 1;
      insert into valetkey.audit_event (id, at, actor_type, actor_id, action, file_id, version, request_id, details)
      values (portal.mint_id(), act.at, act.actor_type, act.actor_id, 'request.fulfilled', act.file_id, act.version, act.request_id,
        json_build_object('request', act.id)::text);
    elsif act.version is distinct from act.version_before then
      -- Of a version before the one that counts.
      null;
    elsif act.action in ('review.approved', 'review.reopened') then
      update portal.document_request q set state = 'fulfilled', changed_at = act.at where q.id = act.id and q.state = 'open';
    else
      update portal.document_request q set state = 'open', changed_at = act.at where q.id = act.id and q.state = 'fulfilled';
    end if;
  end loop;
  return null;
end
$$;
create trigger follow_requests after insert on valetkey.audit_event
  referencing new table as new_event
  for each statement execute function portal.follow_requests();

-- What its owner throws away, arrived or half sent, makes place for another one, unless it was approved: no place is ever lost.
create function portal.replace_awaited_document() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  request record;
begin
  select q.* into request from portal.document_request q
  where q.file_id = new.id and q.state <> 'cancelled' for no key update;
  if not found or exists (select from valetkey.upload u
    where u.file_id = new.id and u.version = request.version and u.review = 'approved')
  then
    return null;
  end if;
  update portal.document_request q set state = 'open', version = null, changed_at = new.deleted_at, file_id = portal.mint_id()
  where q.id = request.id returning q.* into request;
  perform portal.add_awaited_document(request.file_id, request.person_id, request.name, new.deleted_at);
  return null;
end
$$;
create trigger replace_awaited_document after update of deleted_at on valetkey.file
  for each row when (new.deleted_at is not null and old.deleted_at is null)
  execute function portal.replace_awaited_document();

-- Live: whom a request is made of and the team hear of it.
create or replace function portal.live_kind(action text) returns text
language sql immutable set search_path = pg_catalog as $$
  select case
    when action in ('file.uploaded', 'file.available', 'file.rejected', 'file.quarantined', 'file.released', 'release.refused',
      'file.deleted', 'file.restored', 'file.purged', 'file.renamed', 'derivatives.made', 'extraction.made',
      'review.claimed', 'review.released', 'review.approved', 'review.changes_requested', 'review.rejected', 'review.reopened')
      then 'file'
    when action like 'request.%' then 'request'
    when action like 'review.%' or action = 'release.approved' then 'review'
  end
$$;

-- Webhooks: that somebody was asked, and that it came.
create or replace function portal.webhook_type(action text) returns text
language sql immutable set search_path = pg_catalog as $$
  select case
    when action = 'release.refused' then 'file.rejected'
    when action = 'derivatives.made' then 'derivative.available'
    when action in ('review.approved', 'review.changes_requested', 'review.rejected') then 'review.decided'
    when action in ('file.uploaded', 'file.available', 'file.rejected', 'file.quarantined', 'file.released', 'file.deleted',
      'file.restored', 'file.purged', 'extraction.made', 'review.reopened', 'request.created', 'request.fulfilled') then action
  end
$$;

-- As it was, and with the id of the request.
create or replace function portal.webhook_outbox() returns trigger
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
          'requestId', case when n.type in ('request.created', 'request.fulfilled') then n.details ->> 'request' end,
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
