-- Texts for messages to owners that leads and administrators keep for the team.

create table portal.message_template (
  id text primary key check (id ~ '^[a-z2-7]{26}$'),
  name text not null check (name <> ''),
  -- With placeholders such as `{file}`; the application says which there are.
  body text not null check (body <> ''),
  -- For which message; null for any.
  purpose text check (purpose in ('approve', 'request_changes', 'reject', 'document_request')),
  -- For files of which profile; null for any. No foreign key: a profile may go, and what was written for it stays to be changed.
  profile text,
  -- Raised by every change, so that two people do not overwrite each other.
  revision integer not null default 1 check (revision >= 1),
  updated_at timestamptz not null,
  -- The account that changed it last; no foreign key, as everywhere.
  updated_by text not null
);
create unique index message_template_name on portal.message_template (lower(name));
