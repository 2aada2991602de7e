-- Lists of the queue that people of the team come back to: a name and the address of the list, own or of the whole team.

create table portal.review_view (
  id text primary key check (id ~ '^[a-z2-7]{26}$'),
  -- The account that saved it; no foreign key, as everywhere.
  owner_id text not null,
  name text not null check (name <> ''),
  -- The part of the address from its `?` on; empty for the plain queue.
  search text not null,
  is_shared boolean not null,
  updated_at timestamptz not null
);
create unique index review_view_name on portal.review_view (owner_id, lower(name));
create index review_view_shared on portal.review_view (lower(name), id) where is_shared;
