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
