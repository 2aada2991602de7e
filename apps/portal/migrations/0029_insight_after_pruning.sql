-- As before, but an hour whose events were removed from the audit trail stays as it was counted: nothing is left to count it from.
create or replace function portal.roll_up_insight(at timestamptz) returns integer
language plpgsql as $$
declare
  progress portal.insight_progress%rowtype;
  until timestamptz;
  changed timestamptz[];
begin
  perform pg_advisory_xact_lock(hashtextextended('portal.roll_up_insight', 0));
  select * into progress from portal.insight_progress;
  if not found then
    select true, date_trunc('hour', least(
        (select min(u.created_at) from valetkey.upload u), (select min(d.at) from valetkey.review_decision d), at), 'UTC'), at, 0
      into progress;
    insert into portal.insight_progress values (progress.*);
  end if;
  until := least(date_trunc('hour', at, 'UTC'), progress.rolled_until + interval '31 days');
  -- What was committed a little later than it says is seen by the next round: each looks ten minutes further back than the last ended.
  select coalesce(array_agg(distinct c.hour), '{}') into changed from (
    select date_trunc('hour', u.created_at, 'UTC') as hour from valetkey.upload u
    where u.updated_at >= progress.seen_until - interval '10 minutes'
    union all
    -- A new version replaces the ones before it.
    select date_trunc('hour', o.created_at, 'UTC') from valetkey.upload u
    join valetkey.upload o on o.file_id = u.file_id and o.version < u.version
    where u.updated_at >= progress.seen_until - interval '10 minutes'
    union all
    select date_trunc('hour', d.at, 'UTC') from valetkey.review_decision d where d.seq > progress.decision_seq - 1000
    union all
    select generate_series(progress.rolled_until - interval '1 hour', until - interval '1 hour', interval '1 hour')
  ) c where c.hour < until
    and c.hour >= coalesce((select max(k.events_before) from valetkey.audit_checkpoint k), '-infinity');
  delete from portal.insight_hour h where h.hour = any(changed);
  insert into portal.insight_hour (hour, measure, key, value)
    select f.hour, f.measure, f.key, f.value
    from unnest(changed) c(hour) cross join lateral portal.insight_facts(c.hour, c.hour + interval '1 hour') f;
  update portal.insight_progress p set
    rolled_until = until, seen_until = at,
    decision_seq = greatest(p.decision_seq, coalesce((select max(d.seq) from valetkey.review_decision d), 0));
  return cardinality(changed);
end
$$;
