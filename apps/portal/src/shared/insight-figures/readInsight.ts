import 'server-only';
import type { Pool } from 'pg';
import { type Bucket, bucketOf } from './bucketOf';
import type { Figures, Insight, InsightPeriod } from './Insight';

const maxWaiting = 1_000;
const dayMs = 86_400_000;

/** What is counted, and from where nothing is, what the rows themselves say. */
const facts = `
  with progress as (
    select least(greatest(coalesce((select p.rolled_until from portal.insight_progress p), $1), $1), $2) as until
  ),
  fact as (
    select h.hour, h.measure, h.key, h.value from portal.insight_hour h, progress
    where h.hour >= $1 and h.hour < progress.until
    union all
    select f.hour, f.measure, f.key, f.value from progress, portal.insight_facts(progress.until, $2) f
  )`;

async function readFigures(pool: Pool, from: Date, to: Date): Promise<InsightPeriod> {
  const { rows } = await pool.query<{ measure: string; key: string; value: string }>(
    `${facts} select measure, key, sum(value)::bigint as value from fact group by measure, key order by value desc, key`,
    [from, to],
  );
  const figures: Record<string, Record<string, number>> = {};
  for (const { measure, key, value } of rows) {
    const known = figures[measure] ?? (Object.create(null) as Record<string, number>);
    figures[measure] = known;
    // Who it was stays here: the first, the second, the third.
    const shown = measure === 'load' ? String(Object.keys(known).length + 1) : key;
    known[shown] = Number(value);
  }
  return { from: from.toISOString(), to: to.toISOString(), figures: figures satisfies Figures };
}

async function readDays(pool: Pool, from: Date, to: Date, bucket: Bucket): Promise<Insight['days']> {
  const { rows } = await pool.query<Record<'day' | 'until' | 'handshakes' | 'stored' | 'bytes', string>>(
    `${facts}, range as (
       select $1::timestamptz at time zone 'UTC' as since, $2::timestamptz at time zone 'UTC' as until
     ),
     bucket as (
       select b.start, greatest(b.start, range.since) as first, least(b.start + b.length, range.until) - interval '1 day' as last
       from range, lateral (
         select start, ('1 ' || $3::text)::interval as length
         from generate_series(date_trunc($3::text, range.since), range.until - interval '1 hour', ('1 ' || $3::text)::interval) start
       ) b
     )
     select to_char(d.first, 'YYYY-MM-DD') as day, to_char(d.last, 'YYYY-MM-DD') as until, coalesce(sum(value) filter (where measure = 'handshakes'), 0) as handshakes,
       coalesce(sum(value) filter (where measure = 'stored'), 0) as stored,
       coalesce(sum(value) filter (where measure = 'bytes'), 0) as bytes
     from bucket d
     left join fact on date_trunc($3::text, fact.hour at time zone 'UTC') = d.start
     group by d.first, d.last order by d.first`,
    [from, to, bucket],
  );
  return rows.map(({ day, until, ...numbers }) => ({
    day,
    until,
    handshakes: Number(numbers.handshakes),
    stored: Number(numbers.stored),
    bytes: Number(numbers.bytes),
  }));
}

const ages = [
  ['4 h', 4],
  ['1 day', 24],
  ['3 days', 72],
  ['7 days', 168],
  ['more', null],
] as const;

/** By the index that the queue itself is read by, and no further than anybody counts. */
async function readWaiting(pool: Pool, now: Date): Promise<Insight['waiting']> {
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  return Promise.all(
    ages.map(async ([since, hours], index) => {
      const younger = index === 0 ? 0 : (ages[index - 1]?.[1] ?? 0);
      const { rows } = await pool.query<{ count: number }>(
        `select count(*)::integer as count from (
           select from valetkey.file f
           where f.review in ('unreviewed', 'in_review', 'awaiting_second') and f.is_review_required
             and f.created_at > $1 and f.created_at <= $2 and f.state = 'available'
             and f.current_version is not null and f.deleted_at is null
           limit $3
         ) found`,
        [hours === null ? '-infinity' : hoursAgo(hours), hoursAgo(younger), maxWaiting + 1],
      );
      const count = rows[0]?.count ?? 0;
      return { since, files: Math.min(count, maxWaiting), isMore: count > maxWaiting };
    }),
  );
}

/** Everything the page shows of the days from `from` to before `to`, and of as many before them. */
export async function readInsight(pool: Pool, period: { from: Date; to: Date; now: Date }): Promise<Insight> {
  const { from, to, now } = period;
  const days = Math.round((to.getTime() - from.getTime()) / dayMs);
  const bucket = bucketOf(days);
  const [current, before, byDay, waiting] = await Promise.all([
    readFigures(pool, from, to),
    readFigures(pool, new Date(from.getTime() - days * dayMs), from),
    readDays(pool, from, to, bucket),
    readWaiting(pool, now),
  ]);
  return { ...current, before, bucket, days: byDay, waiting };
}
