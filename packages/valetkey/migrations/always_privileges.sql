-- Runs after the numbered files at every migration, so that a role made later gets its rights at the next one.
-- Without the roles nothing is granted, and the login that migrates is the one that works.

do $$
declare
  member text;
begin
  foreach member in array array['valetkey_app', 'valetkey_worker'] loop
    continue when not exists (select from pg_catalog.pg_roles where rolname = member);
    execute format('grant usage on schema valetkey to %I', member);
    execute format(
      'grant select on valetkey.storage_transition, valetkey.migration, valetkey.audit_seal, valetkey.audit_pending, '
      'valetkey.audit_checkpoint to %I',
      member);
    execute format('grant select, insert, update on valetkey.file, valetkey.upload, valetkey.quota, valetkey.profile_quota to %I', member);
    execute format('grant select, insert, update, delete on valetkey.idempotency, valetkey.rate_limit to %I', member);
    execute format('grant select, insert, update, delete on valetkey.derivative to %I', member);
    execute format(
      'grant select, insert, update, delete on valetkey.extraction, valetkey.extracted_archive, '
      'valetkey.extracted_archive_entry, valetkey.extracted_tables, valetkey.extracted_table, '
      'valetkey.extracted_table_column, valetkey.extracted_table_total, '
      'valetkey.extracted_document, valetkey.extracted_text, valetkey.extracted_image, valetkey.extracted_recording, '
      'valetkey.extracted_recording_track to %I',
      member);
    execute format('grant select, insert on valetkey.audit_event, valetkey.audit_personal to %I', member);
    execute format('grant select on valetkey.review_transition to %I', member);
    execute format('grant select, insert, update, delete on valetkey.review_claim to %I', member);
    execute format('grant select, insert on valetkey.review_decision, valetkey.review_comment, valetkey.review_mention to %I', member);
    execute format('grant select, insert on valetkey.release_approval, valetkey.review_exception to %I', member);
    execute format('grant select, insert, update on valetkey.legal_hold to %I', member);
    execute format('grant select on valetkey.file_search, valetkey.file_search_place to %I', member);
    execute format('grant execute on function valetkey.seal_audit_events(integer) to %I', member);
  end loop;
end
$$;
