-- What the malware scanner said about each version, and who lets go of what is held.

alter table valetkey.upload
  -- What was found, as the scanner names it.
  add column scan_signature text,
  -- Who scanned: engine and version.
  add column scan_engine text,
  -- The version of the signatures then; null when no scanner looked.
  add column scan_database text,
  add column scanned_at timestamptz,
  -- Which verdict it is: goes up whenever a scan says something new.
  add column scan_revision integer not null default 0;

create function valetkey.upload_scan() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  new.scan_revision := old.scan_revision + 1;
  return new;
end
$$;
create trigger upload_scan before update of scan, scan_signature on valetkey.upload
  for each row
  when ((old.scan, old.scan_signature) is distinct from (new.scan, new.scan_signature))
  execute function valetkey.upload_scan();

-- What waits for a decision, longest first.
create index upload_held on valetkey.upload (created_at, id) where state = 'quarantined';
-- What is to be scanned again when the signatures change.
create index upload_scanned on valetkey.upload (scan_database)
  where state = 'available' or (state = 'quarantined' and scan <> 'infected');

-- Who agreed that a held version is let go. It counts for the verdict that was looked at: a scan that says something new makes it
-- void. Why they agreed is in their audit event.
create table valetkey.release_approval (
  upload_id text not null references valetkey.upload (id),
  scan_revision integer not null,
  by_id text not null,
  at timestamptz not null,
  primary key (upload_id, scan_revision, by_id)
);
