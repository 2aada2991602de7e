-- What may be uploaded, as an administrator set it. The profile `default` exists without a row: until somebody changes it, it is
-- what the environment says.

create schema if not exists portal;

create table if not exists portal.upload_profile (
  name text primary key check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  label text not null,
  settings jsonb not null,
  -- Raised by every change, so that two administrators do not overwrite each other.
  revision integer not null default 1 check (revision >= 1),
  updated_at timestamptz not null,
  -- Id of the account; no foreign key, because the change outlives whoever made it.
  updated_by text not null
);
