-- The review of versions: its state table, who holds which file, what was decided and said, and what the queue is found by.

create table valetkey.review_transition (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
comment on table valetkey.review_transition is
  'Which review state may follow which. The same table as reviewTransitions of valetkey/protocol; a test compares them.';

insert into valetkey.review_transition (from_state, to_state) values
  ('unreviewed', 'in_review'),
  ('in_review', 'unreviewed'), ('in_review', 'awaiting_second'),
  ('in_review', 'approved'), ('in_review', 'changes_requested'), ('in_review', 'rejected'),
  ('awaiting_second', 'in_review'),
  ('awaiting_second', 'approved'), ('awaiting_second', 'changes_requested'), ('awaiting_second', 'rejected'),
  ('approved', 'in_review'), ('changes_requested', 'in_review'), ('rejected', 'in_review');

-- Held here so that no statement of anyone can forget it, like the storage states.
create function valetkey.upload_review() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op = 'INSERT' then
    if new.review <> 'unreviewed' then
      raise exception 'a version starts as unreviewed, not as %', new.review using errcode = 'VK001';
    end if;
    return new;
  end if;
  if new.review is distinct from old.review then
    perform 1 from valetkey.review_transition t where t.from_state = old.review and t.to_state = new.review;
    if not found then
      raise exception 'a review may not go from % to %', old.review, new.review using errcode = 'VK001';
    end if;
    if new.review = 'approved' and new.state <> 'available' then
      raise exception 'a version that is % cannot be approved', new.state using errcode = 'VK001';
    end if;
  end if;
  return new;
end
$$;
create trigger upload_review before insert or update of review on valetkey.upload
  for each row execute function valetkey.upload_review();

-- Who holds a document. Written only by who has locked the document's row in valetkey.file.
create table valetkey.review_claim (
  file_id text primary key references valetkey.file (id),
  by_id text not null,
  claimed_at timestamptz not null,
  until timestamptz not null
);
create index review_claim_by on valetkey.review_claim (by_id);

-- Decisions and comments are written once. Their text is personal: it is here and in no audit event, so that it can be erased
-- (by the owner of the tables; the application may neither change nor delete a row).
create table valetkey.review_decision (
  seq bigint generated always as identity primary key,
  id text not null unique check (id ~ '^[a-z2-7]{26}$'),
  file_id text not null references valetkey.file (id),
  version integer not null,
  by_id text not null,
  at timestamptz not null,
  decision text not null check (decision in ('approve', 'reject', 'request_changes')),
  reason_code text check (reason_code ~ '^[A-Z][A-Z_]{1,63}$'),
  -- For the owner.
  message text,
  -- For the team.
  note text,
  check (decision = 'approve' or reason_code is not null),
  foreign key (file_id, version) references valetkey.upload (file_id, version)
);
create index review_decision_file on valetkey.review_decision (file_id, version, seq desc);

create table valetkey.review_comment (
  seq bigint generated always as identity primary key,
  id text not null unique check (id ~ '^[a-z2-7]{26}$'),
  file_id text not null references valetkey.file (id),
  by_id text not null,
  at timestamptz not null,
  text text not null check (text <> '')
);
create index review_comment_file on valetkey.review_comment (file_id, seq);

-- A claim is about what the reviewer has before them: a new version ends it, and so does the trash.
create function valetkey.file_ends_claim() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  delete from valetkey.review_claim c where c.file_id = new.id;
  return null;
end
$$;
create trigger file_ends_claim after update of current_version, deleted_at on valetkey.file
  for each row
  when (old.current_version is distinct from new.current_version or (old.deleted_at is null and new.deleted_at is not null))
  execute function valetkey.file_ends_claim();

-- The queue: one index for each order, led by what every page asks for, so that a page costs the same at any depth. A file
-- that did not pass its check, or is in the trash, is not in it.
create index file_queue_newest on valetkey.file (review, created_at, id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined');
create index file_queue_name on valetkey.file (review, (lower(name) collate "C"), id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined');
create index file_queue_size on valetkey.file (review, (coalesce(size, 0)), id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined');
create index file_queue_category_newest on valetkey.file (review, category, created_at, id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined');
create index file_queue_category_name on valetkey.file (review, category, (lower(name) collate "C"), id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined');
create index file_queue_category_size on valetkey.file (review, category, (coalesce(size, 0)), id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined');
-- The states that few files are in.
create index file_queue_state on valetkey.file (state, created_at, id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'quarantined');
create index file_refused on valetkey.file (created_at, id)
  where current_version is not null and deleted_at is null and state = 'rejected';

-- The audit trail is asked by file, person, action and time, each newest first. Their times lead and not their numbers: a
-- question about a month long ago then starts there.
drop index valetkey.audit_event_file;
drop index valetkey.audit_event_actor;
drop index valetkey.audit_event_action;
drop index valetkey.audit_event_at;
create index audit_event_file on valetkey.audit_event (file_id, at desc, seq desc) where file_id is not null;
create index audit_event_actor on valetkey.audit_event (actor_id, at desc, seq desc);
create index audit_event_action on valetkey.audit_event (action, at desc, seq desc);
create index audit_event_at on valetkey.audit_event (at desc, seq desc);
