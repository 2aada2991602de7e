-- What people are told on every page of the portal: that something happened to a file of theirs, or to one that they review.

create table portal.notification (
  id text primary key check (id ~ '^[a-z2-7]{26}$'),
  -- Who is told; no foreign key, as for all accounts.
  person_id text not null,
  kind text not null check (kind in (
    -- To owners, who learn of nobody's name by them.
    'approved', 'changes_requested', 'rejected', 'not_accepted', 'requested',
    -- To the team.
    'assigned', 'taken_over', 'mentioned', 'new_version', 'second_wanted')),
  file_id text not null,
  version integer,
  -- The event that it is about: told once to each person.
  event_id text not null,
  at timestamptz not null,
  read_at timestamptz,
  unique (event_id, person_id, kind)
);
create index notification_newest on portal.notification (person_id, at desc, id desc);
create index notification_unread on portal.notification (person_id, at desc) where read_at is null;
create index notification_oldest on portal.notification (at);

alter table portal.account_setting add column is_mention_mailed boolean not null default true;

-- Live: the one person hears of it, whatever they may see.
create function portal.tell_notified(person_id text, ids json) returns void
language sql set search_path = pg_catalog as $$
  select pg_notify('portal_live',
    json_build_object('kind', 'notification', 'ownerId', person_id, 'actorId', null, 'ids', ids)::text)
$$;
revoke all on function portal.tell_notified(text, json) from public;

-- In the transaction that acts, as mails and webhooks are: what is taken back tells nobody.
create function portal.notify_people() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  told record;
begin
  if not exists (select from new_event e where e.file_id is not null and e.action in (
    'review.approved', 'review.changes_requested', 'review.rejected', 'file.rejected', 'release.refused', 'request.created',
    'review.assigned', 'review.taken_over', 'review.commented', 'review.first_approved', 'file.available'))
  then
    return null;
  end if;
  for told in
    with wanted as (
      select e.id, e.at, e.file_id, e.version, f.owner_id as person_id, case e.action
          when 'review.approved' then 'approved'
          when 'review.changes_requested' then 'changes_requested'
          when 'review.rejected' then 'rejected'
          when 'request.created' then 'requested'
          else 'not_accepted' end as kind
      from new_event e join valetkey.file f on f.id = e.file_id
      where e.action in (
        'review.approved', 'review.changes_requested', 'review.rejected', 'file.rejected', 'release.refused', 'request.created')
      union all
      select e.id, e.at, e.file_id, e.version, e.details::json ->> 'to', 'assigned'
      from new_event e where e.action = 'review.assigned' and e.details::json ->> 'to' <> e.actor_id
      union all
      select e.id, e.at, e.file_id, e.version, e.details::json ->> 'from', 'taken_over'
      from new_event e
      where e.action in ('review.assigned', 'review.taken_over')
        and e.details::json ->> 'from' not in (e.actor_id, coalesce(e.details::json ->> 'to', ''))
      union all
      select e.id, e.at, e.file_id, e.version, m.user_id, 'mentioned'
      from new_event e join valetkey.review_mention m on m.comment_id = e.details::json ->> 'comment'
      where e.action = 'review.commented' and m.user_id <> e.actor_id
      union all
      select distinct e.id, e.at, e.file_id, e.version, d.by_id, 'new_version'
      from new_event e
      join valetkey.review_decision d on d.file_id = e.file_id and d.version < e.version
      where e.action = 'file.available' and e.version > 1
      union all
      -- Who may be the second of two: whose role says so, but for the first and the owner.
      select e.id, e.at, e.file_id, e.version, u."id", 'second_wanted'
      from new_event e
      join valetkey.file f on f.id = e.file_id
      join auth."user" u on u."role" in ('lead', 'admin') and u."banned" is not true and u."id" not in (e.actor_id, f.owner_id)
      left join portal.review_scope s on s.user_id = u."id" and u."role" <> 'admin'
      where e.action = 'review.first_approved' and (s.profiles is null or f.profile = any(s.profiles))
    ),
    added as (
      insert into portal.notification (id, person_id, kind, file_id, version, event_id, at)
      select portal.mint_id(), w.person_id, w.kind, w.file_id, w.version, w.id, w.at from wanted w
      on conflict do nothing
      returning id, person_id, kind
    )
    select a.person_id, a.kind, json_agg(a.id) as ids from added a group by a.person_id, a.kind
  loop
    perform portal.tell_notified(told.person_id, told.ids);
    -- Whether one is mailed is asked when it is: they may not want it, or have read it already.
    if told.kind = 'mentioned' then
      perform valetkey.add_job('mention', json_build_object('notificationId', n.id), max_attempts => 8)
      from json_array_elements_text(told.ids) n (id);
    end if;
  end loop;
  return null;
end
$$;
create trigger notify_people after insert on valetkey.audit_event
  referencing new table as new_event
  for each statement execute function portal.notify_people();
