-- What the last comparison of the store with the records came to, for who runs the system: until now only the worker's log said it.

create table portal.comparison (
  one boolean primary key default true check (one),
  at timestamptz not null,
  removed_orphans integer not null check (removed_orphans >= 0),
  aborted_multiparts integer not null check (aborted_multiparts >= 0),
  -- Versions that the records have and the store has not.
  missing integer not null check (missing >= 0),
  -- Some of them, as { "fileId": text, "version": number }.
  examples jsonb not null check (jsonb_typeof(examples) = 'array')
);
