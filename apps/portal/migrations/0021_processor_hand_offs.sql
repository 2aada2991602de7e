-- Processors that work elsewhere: who was handed a version answers with a token that is good for it alone.

alter table portal.processor_run drop constraint processor_run_state_check;
alter table portal.processor_run add constraint processor_run_state_check
  check (state in ('waiting', 'pending', 'handed_over', 'available', 'empty', 'not_available', 'failed'));
alter table portal.processor_run
  -- Of the token that the last attempt sent; a copy of the database opens nothing with it.
  add column token_sha256 text unique,
  add column token_expires_at timestamptz,
  -- Of the answer that was taken, so that the same one again is no conflict.
  add column answer_sha256 text,
  add check ((token_sha256 is null) = (token_expires_at is null));

create index processor_run_handed_over on portal.processor_run (token_expires_at) where state = 'handed_over';
