-- Every page of the queue from an index that has its order and everything it is filtered by.

-- A page of one kind of file was read from the index of all kinds, which had the kind beside its order: where names tell kinds apart,
-- all of another kind was passed over. The index of all kinds does not know them any more, and the one of each kind knows the rest.
drop index valetkey.file_queue_newest;
drop index valetkey.file_queue_category_newest;
drop index valetkey.file_queue_name;
drop index valetkey.file_queue_category_name;
drop index valetkey.file_queue_size;
drop index valetkey.file_queue_category_size;
drop index valetkey.file_queue_due;
drop index valetkey.file_queue_category_due;
create index file_queue_newest on valetkey.file (review, created_at, id)
  include (profile, state, flags, size, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_category_newest on valetkey.file (review, category, created_at, id)
  include (profile, state, flags, size, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_name on valetkey.file (review, (lower(name) collate "C"), id)
  include (profile, state, flags, size, created_at, name, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_category_name on valetkey.file (review, category, (lower(name) collate "C"), id)
  include (profile, state, flags, size, created_at, name, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_size on valetkey.file (review, (coalesce(size, 0)), id)
  include (profile, state, flags, size, created_at, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_category_size on valetkey.file (review, category, (coalesce(size, 0)), id)
  include (profile, state, flags, size, created_at, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_due on valetkey.file (review, review_due_at, id)
  include (profile, state, flags, size, created_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;
create index file_queue_category_due on valetkey.file (review, category, review_due_at, id)
  include (profile, state, flags, size, created_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'available', 'quarantined')
    and is_review_required;

-- Those that did not pass, and those that are not yet through, were found by their state and then sorted. Of years of use they are many.
drop index valetkey.file_queue_state;
drop index valetkey.file_refused;
create index file_apart_newest on valetkey.file (state, created_at, id)
  include (review, category, is_review_required, profile, flags, size, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'quarantined', 'rejected');
create index file_apart_name on valetkey.file (state, (lower(name) collate "C"), id)
  include (review, category, is_review_required, profile, flags, size, created_at, name, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'quarantined', 'rejected');
create index file_apart_size on valetkey.file (state, (coalesce(size, 0)), id)
  include (review, category, is_review_required, profile, flags, size, created_at, review_due_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'quarantined', 'rejected');
create index file_apart_due on valetkey.file (state, review_due_at, id)
  include (review, category, is_review_required, profile, flags, size, created_at)
  where current_version is not null and deleted_at is null and state in ('uploaded', 'verifying', 'quarantined', 'rejected');
