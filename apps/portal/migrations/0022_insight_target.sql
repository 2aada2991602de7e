-- As before, and of the decisions that had a time to be made by, how many kept it. That time is the decision's own: what is reopened
-- later changes no past.
create or replace function portal.insight_facts(since timestamptz, until timestamptz)
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
    select date_trunc('hour', d.at, 'UTC') as hour, d.decision, d.reason_code, d.by_id, d.at <= d.due_at as is_within,
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
  union all
    select hour, 'target', case when is_within then 'within' else 'late' end as class, count(*)
    from decision where is_within is not null group by hour, class
  union all select hour, 'load', by_id, count(*) from decision group by hour, by_id
$$;
