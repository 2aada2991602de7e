-- Reminders of documents that somebody is asked for: before the last day, and when it is over. Each once, whoever's worker looks.

create table portal.request_reminder (
  request_id text not null references portal.document_request (id) on delete cascade,
  kind text not null check (kind in ('soon', 'overdue')),
  at timestamptz not null,
  primary key (request_id, kind)
);

alter table portal.account_setting add column is_reminder_mailed boolean not null default true;
