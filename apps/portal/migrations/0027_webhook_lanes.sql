-- Up to four messages to one receiver at a time: each is in one of four lines of its receiver, by its own id, and stays in it for every
-- attempt. Jobs that are in line already end in the line of before.
create or replace function portal.add_delivery_job(delivery_id text, webhook_id text, turn integer, run_at timestamptz) returns void
language sql security definer set search_path = pg_catalog as $$
  select valetkey.add_job('notify', json_build_object('deliveryId', delivery_id, 'turn', turn),
    queue_name => 'webhook-' || webhook_id || '-' || abs(hashtext(delivery_id)::bigint) % 4, run_at => run_at, max_attempts => 8)
$$;
