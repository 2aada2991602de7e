-- Owners hear of a decision about their file by mail, unless they do not want to.

-- What somebody set for their own account; without a row everything is as it is by default.
create table portal.account_setting (
  user_id text primary key,
  is_outcome_mailed boolean not null default true,
  updated_at timestamptz not null
);

-- In the transaction that decides. Whether the mail is sent is asked when it is: there may be no mail server, the owner may not
-- want it, and the decision may be taken back.
create function portal.outcome_outbox() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform valetkey.add_job('outcome', json_build_object('decisionId', d.id), max_attempts => 8)
  from new_event e
  cross join lateral (
    select r.id from valetkey.review_decision r
    where r.file_id = e.file_id and r.version = e.version order by r.seq desc limit 1
  ) d
  where e.action in ('review.approved', 'review.changes_requested', 'review.rejected');
  return null;
end
$$;
create trigger outcome_outbox after insert on valetkey.audit_event
  referencing new table as new_event
  for each statement execute function portal.outcome_outbox();
