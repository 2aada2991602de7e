-- When the person of a session last entered their password again; the session's own beginning counts as well.
alter table auth."session" add column "confirmedAt" timestamptz;
