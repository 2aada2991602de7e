-- Whose files reviewers and leads see, where that is not everybody's: those of some upload profiles.

create table portal.review_scope (
  user_id text primary key,
  -- Names of profiles; without a row somebody sees the files of all of them.
  profiles text[] not null check (cardinality(profiles) between 1 and 100),
  updated_at timestamptz not null,
  -- Id of the administrator; no foreign key, because the scope outlives whoever set it.
  updated_by text not null
);
