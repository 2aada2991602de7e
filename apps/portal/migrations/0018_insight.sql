-- Figures about uploads and reviews: counted once for each hour that is over, so that any range costs the same few rows. No names, no
-- keys; `load` is counted by account, and only its order leaves the server.

create table portal.insight_hour (
  hour timestamptz not null,
  measure text not null,
  key text not null,
  value bigint not null,
  primary key (hour, measure, key)
);

-- How far it is counted: one row.
create table portal.insight_progress (
  is_only boolean primary key default true check (is_only),
  -- Every hour before this one is in portal.insight_hour.
  rolled_until timestamptz not null,
  -- Changes up to here were seen.
  seen_until timestamptz not null,
  decision_seq bigint not null
);

-- What happened from one hour to another, counted from the rows themselves. An upload counts in the hour of its handshake, whatever
-- becomes of it and when; a decision in its own.
create function portal.insight_facts(since timestamptz, until timestamptz)
returns table (hour timestamptz, measure text, key text, value bigint)
language sql stable as $$
  with upload as materialized (
    select date_trunc('hour', u.created_at, 'UTC') as hour, u.state, u.review, u.reason_code, u.is_review_required,
      coalesce(u.size, u.declared_size, 0) as size, valetkey.file_category(u.content_type) as category, u.created_at,
      f.current_version > u.version as is_replaced, e.stored_at, coalesce(e.is_verified, false) as is_verified,
      -- The first of two approvals is not the end of a review.
      u.review <> 'awaiting_second' and exists (
        select from valetkey.review_decision d where d.file_id = u.file_id and d.version = u.version) as is_reviewed
    from valetkey.upload u
    join valetkey.file f on f.id = u.file_id
    left join lateral (
      select min(a.at) filter (where a.action = 'file.uploaded') as stored_at,
        bool_or(a.action in ('file.available', 'file.released')) as is_verified
      from valetkey.audit_event a
      where a.file_id = u.file_id and a.version = u.version and a.purpose is distinct from 'thumbnail'
        and a.action in ('file.uploaded', 'file.available', 'file.released')
    ) e on true
    where u.created_at >= since and u.created_at < until
  ),
  decision as materialized (
    select date_trunc('hour', d.at, 'UTC') as hour, d.decision, d.reason_code, d.by_id,
      extract(epoch from d.at - (
        select min(a.at) from valetkey.audit_event a
        where a.file_id = d.file_id and a.version = d.version and a.purpose is distinct from 'thumbnail'
          and a.action = 'file.uploaded')) / 3600 as hours
    from valetkey.review_decision d
    where d.at >= since and d.at < until
  )
  select hour, 'handshakes', '', count(*) from upload group by hour
  union all select hour, 'stored', '', count(*) from upload where stored_at is not null group by hour
  union all select hour, 'verified', '', count(*) from upload where is_verified group by hour
  union all select hour, 'reviewed', '', count(*) from upload where is_verified and is_reviewed group by hour
  union all select hour, 'files', category, count(*) from upload where stored_at is not null group by hour, category
  union all select hour, 'bytes', category, sum(size)::bigint from upload where stored_at is not null group by hour, category
  union all
    select hour, 'not_stored', case
      when state = 'reserved' then 'open' when state in ('aborted', 'expired') then state
      else coalesce(reason_code, 'removed') end as cause, count(*)
    from upload where stored_at is null group by hour, cause
  union all
    select hour, 'not_verified', case
      when state in ('uploaded', 'verifying') then 'checking' when state = 'quarantined' then 'held'
      else coalesce(reason_code, 'removed') end as cause, count(*)
    from upload where stored_at is not null and not is_verified group by hour, cause
  union all
    select hour, 'not_reviewed', case
      when not is_review_required then 'not_asked' when state in ('deleted', 'purged') then 'removed'
      when is_replaced then 'replaced' when review in ('in_review', 'awaiting_second') then 'in_review' else 'waiting' end as cause,
      count(*)
    from upload where is_verified and not is_reviewed group by hour, cause
  union all
    select hour, 'upload_time', case
      when size < 1e6 then '1 MB' when size < 1e7 then '10 MB' when size < 1e8 then '100 MB' when size < 1e9 then '1 GB'
      else 'more' end || '|' || case
      when stored_at - created_at < interval '2 seconds' then '2 s'
      when stored_at - created_at < interval '10 seconds' then '10 s'
      when stored_at - created_at < interval '1 minute' then '1 min'
      when stored_at - created_at < interval '10 minutes' then '10 min'
      else 'more' end as class, count(*)
    from upload where stored_at is not null group by hour, class
  union all select hour, 'decisions', decision, count(*) from decision group by hour, decision
  union all select hour, 'reasons', reason_code, count(*) from decision where reason_code is not null group by hour, reason_code
  union all
    select hour, 'turnaround', case
      when hours < 1 then '1 h' when hours < 4 then '4 h' when hours < 24 then '1 day' when hours < 72 then '3 days'
      when hours < 168 then '7 days' else 'more' end as class, count(*)
    from decision where hours is not null group by hour, class
  union all select hour, 'load', by_id, count(*) from decision group by hour, by_id
$$;

-- Counts the hours that are over, and anew those whose uploads or decisions changed since: an hour is written whole, so that a second
-- round changes nothing. At most a month of new hours in one round.
create function portal.roll_up_insight(at timestamptz) returns integer
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
  ) c where c.hour < until;
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
