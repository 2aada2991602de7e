-- Jobs of workers that stopped without a word go back to the queue, and say so: one that stops every worker is given up like any other,
-- and an administrator reads why. How often is counted in the text itself, and begins anew with the attempts.
create function portal.give_back_jobs(queue_workers text[]) returns void
language plpgsql set search_path = pg_catalog as $$
begin
  update graphile_worker._private_jobs set
    last_error = format('WORKER_STOPPED %s', least(greatest(attempts, 1),
      coalesce(substring(last_error from '^WORKER_STOPPED (\d{1,4})$')::integer, 0) + 1)),
    updated_at = now()
  where locked_by = any(queue_workers);
  perform graphile_worker.force_unlock_workers(queue_workers);
end
$$;
revoke all on function portal.give_back_jobs(text[]) from public;

-- Messages about one file to one receiver go one after another, in the order of their events: all of them are in the same of the
-- receiver's four lines, whichever attempt it is. One that has to be tried again lets the others pass; `sequence` tells it from them.
create or replace function portal.add_delivery_job(delivery_id text, webhook_id text, turn integer, run_at timestamptz) returns void
language sql security definer set search_path = pg_catalog as $$
  select valetkey.add_job('notify', json_build_object('deliveryId', delivery_id, 'turn', turn),
    queue_name => 'webhook-' || webhook_id || '-' || abs(hashtext(coalesce(
      (select d.body::json -> 'data' ->> 'fileId' from portal.webhook_delivery d where d.id = delivery_id), delivery_id))::bigint) % 4,
    run_at => run_at, max_attempts => 8)
$$;

-- As it was, and with the number of the event: of two about one version the larger one is the later.
create or replace function portal.webhook_outbox() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  delivery record;
begin
  if not exists (select from portal.webhook w where w.disabled_at is null) then
    return null;
  end if;
  for delivery in
    with told as (
      select e.id, e.seq, e.at, e.action, e.file_id, e.version, e.details::json as details, portal.webhook_type(e.action) as type
      from new_event e where portal.webhook_type(e.action) is not null
    ),
    wanted as (
      select w.id as webhook_id, t.* from told t
      join portal.webhook w on w.disabled_at is null and t.type = any(w.events)
      -- One that is deleted meanwhile is left out; without the lock its foreign key would fail the transaction that acts.
      for key share of w
    )
    insert into portal.webhook_delivery (id, webhook_id, message_id, type, body, next_at, created_at)
    select replace(gen_random_uuid()::text, '-', ''), n.webhook_id, 'evt_' || n.id, n.type,
      json_strip_nulls(json_build_object(
        'type', n.type,
        'timestamp', to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'data', json_build_object(
          'requestId', case when n.type in ('request.created', 'request.fulfilled') then n.details ->> 'request' end,
          'sequence', n.seq,
          'fileId', n.file_id,
          'version', n.version,
          'profile', u.profile,
          -- Some transactions write their event before they act.
          'state', case n.action
            when 'file.released' then 'available'
            when 'release.refused' then 'rejected'
            when 'file.deleted' then 'deleted'
            else u.state end,
          'review', u.review,
          'code', case when n.type in ('file.rejected', 'file.quarantined') then n.details ->> 'code' end,
          'reasonCode', case when n.type = 'review.decided' then n.details ->> 'reasonCode' end
        )
      ))::text,
      n.at, n.at
    from wanted n
    left join valetkey.upload u on u.file_id = n.file_id and u.version = n.version
    order by n.seq
    returning id, webhook_id, turn
  loop
    perform portal.add_delivery_job(delivery.id, delivery.webhook_id, delivery.turn, null);
  end loop;
  return null;
end
$$;
