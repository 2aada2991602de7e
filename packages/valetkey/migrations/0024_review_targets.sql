-- Until when a version is to be decided about: its profile says within how many hours, counted from when it became ready for review.

alter table valetkey.upload
  -- As its profile said at the handshake; null without a target.
  add column review_within_hours integer check (review_within_hours > 0),
  -- Set once it is available, and anew when a decision is withdrawn.
  add column review_due_at timestamptz;
alter table valetkey.file
  -- Of the current version. What has no target is due after everything else, so the order needs no expression.
  add column review_due_at timestamptz not null default 'infinity';
alter table valetkey.review_decision
  -- When it was due. Null without a target, and for the first of two approvals, which ends no review.
  add column due_at timestamptz;

create function valetkey.upload_is_due() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if (new.state = 'available' and new.review_due_at is null)
    or (new.review = 'in_review' and old.review in ('approved', 'changes_requested', 'rejected'))
  then
    new.review_due_at := new.updated_at + make_interval(hours => new.review_within_hours);
  end if;
  return new;
end
$$;
create trigger upload_is_due before update of state, review on valetkey.upload
  for each row when (new.review_within_hours is not null and new.is_review_required)
  execute function valetkey.upload_is_due();

create function valetkey.upload_tells_due() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  update valetkey.file f set review_due_at = coalesce(new.review_due_at, 'infinity')
  where f.id = new.file_id and f.current_version = new.version;
  return null;
end
$$;
create trigger upload_tells_due after update on valetkey.upload
  for each row when (old.review_due_at is distinct from new.review_due_at)
  execute function valetkey.upload_tells_due();

-- A new version is due by its own time, and not before it is ready.
create function valetkey.file_is_due() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  new.review_due_at := coalesce(
    (select u.review_due_at from valetkey.upload u where u.file_id = new.id and u.version = new.current_version), 'infinity');
  return new;
end
$$;
create trigger file_is_due before update of current_version on valetkey.file
  for each row when (old.current_version is distinct from new.current_version)
  execute function valetkey.file_is_due();

-- The order by what is due, as the other orders have it; and what is overdue is passed over or found in each of them.
create index file_queue_due on valetkey.file (review, review_due_at, id)
  include (category, profile, state, flags, size, created_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_category_due on valetkey.file (review, category, review_due_at, id)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_unqueued_due on valetkey.file (review, review_due_at, id, category)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and not is_review_required;
drop index valetkey.file_queue_newest;
drop index valetkey.file_queue_name;
drop index valetkey.file_queue_size;
create index file_queue_newest on valetkey.file (review, created_at, id)
  include (category, profile, state, flags, size, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_name on valetkey.file (review, (lower(name) collate "C"), id)
  include (category, profile, state, flags, size, created_at, name, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_size on valetkey.file (review, (coalesce(size, 0)), id)
  include (category, profile, state, flags, size, created_at, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
