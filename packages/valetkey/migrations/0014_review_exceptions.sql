-- Files that somebody opened beside their scope. Rows are only added: who opened what, and until when, stays known.

create table valetkey.review_exception (
  seq bigint generated always as identity primary key,
  id text not null unique check (id ~ '^[a-z2-7]{26}$'),
  file_id text not null references valetkey.file (id),
  by_id text not null,
  at timestamptz not null,
  until timestamptz not null check (until > at)
);
create index review_exception_open on valetkey.review_exception (by_id, file_id, until);
create index review_exception_file on valetkey.review_exception (file_id);
