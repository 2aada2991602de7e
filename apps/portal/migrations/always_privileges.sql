-- Runs at every migration; see the library's file of the same name.

do $$
declare
  member text;
  relation text;
begin
  foreach member in array array['valetkey_app', 'valetkey_worker'] loop
    continue when not exists (select from pg_catalog.pg_roles where rolname = member);
    execute format('grant usage on schema auth, portal to %I', member);
    execute format('grant select on portal.setting, portal.upload_profile, portal.worker_heartbeat, portal.comparison to %I', member);
    execute format(
      'grant execute on function valetkey.add_job(text, json, text, timestamptz, integer, text, integer) to %I', member);
    execute format('grant execute on function portal.turn_of(text) to %I', member);
    execute format('grant select, update on portal.webhook to %I', member);
    execute format('grant select on portal.account_setting, portal.insight_hour, portal.insight_progress to %I', member);
    execute format('grant execute on function portal.insight_facts(timestamptz, timestamptz) to %I', member);
    execute format('grant select on portal.document_request, portal.notification to %I', member);
    execute format('grant select, insert, update on portal.webhook_delivery to %I', member);
    execute format('grant execute on function portal.add_delivery_job(text, text, integer, timestamptz) to %I', member);
    execute format('grant select on portal.processor, portal.processor_run, portal.processor_value to %I', member);
  end loop;

  if exists (select from pg_catalog.pg_roles where rolname = 'valetkey_app') then
    grant select, insert, update, delete on all tables in schema auth to valetkey_app;
    grant insert, update, delete on portal.setting, portal.upload_profile to valetkey_app;
    grant select, insert, update on portal.invitation to valetkey_app;
    grant insert, delete on portal.webhook to valetkey_app;
    -- Answers of systems that were handed a version.
    grant update on portal.processor_run to valetkey_app;
    grant insert on portal.processor_value to valetkey_app;
    grant insert, update on portal.account_setting to valetkey_app;
    grant insert, update on portal.account_setting, portal.document_request to valetkey_app;
    grant execute on function portal.add_awaited_document(text, text, text, timestamptz) to valetkey_app;
    -- Nobody writes a notification but the trigger; reading it is all that changes one.
    grant update (read_at) on portal.notification to valetkey_app;
    grant execute on function portal.tell_notified(text, json) to valetkey_app;
    grant select, insert, update, delete on portal.review_scope, portal.review_view, portal.message_template to valetkey_app;
    grant execute on function portal.queue_status(), portal.job_counts(),
      portal.parked_jobs(timestamptz, bigint, integer), portal.change_parked_job(bigint, boolean) to valetkey_app;
  end if;

  if exists (select from pg_catalog.pg_roles where rolname = 'valetkey_worker') then
    -- Whom to notify, and nothing about passwords or sessions.
    grant select on auth."user" to valetkey_worker;
    grant insert, update, delete on portal.worker_heartbeat, portal.insight_hour, portal.insight_progress to valetkey_worker;
    grant insert, update on portal.comparison to valetkey_worker;
    grant delete on portal.webhook_delivery, portal.notification to valetkey_worker;
    grant select, insert on portal.request_reminder to valetkey_worker;
    -- Whether somebody who is mentioned still sees the file.
    grant select on portal.review_scope to valetkey_worker;
    grant execute on function portal.give_back_jobs(text[]) to valetkey_worker;
    grant insert, update on portal.processor, portal.processor_run to valetkey_worker;
    grant insert on portal.processor_value to valetkey_worker;
    grant execute on function portal.renew_processor_runs(text, text, timestamptz) to valetkey_worker;
    grant usage on schema graphile_worker to valetkey_worker;
    grant select, insert, update, delete on all tables in schema graphile_worker to valetkey_worker;
    revoke insert, update, delete on graphile_worker.migrations from valetkey_worker;
    -- graphile-worker switches row security on without a policy, which shuts out everybody but the owner.
    for relation in
      select tablename from pg_catalog.pg_tables t
      where t.schemaname = 'graphile_worker' and t.rowsecurity and not exists (
        select from pg_catalog.pg_policies p
        where p.schemaname = 'graphile_worker' and p.tablename = t.tablename and p.policyname = 'valetkey_worker')
    loop
      execute format(
        'create policy valetkey_worker on graphile_worker.%I to valetkey_worker using (true) with check (true)', relation);
    end loop;
  end if;
end
$$;
