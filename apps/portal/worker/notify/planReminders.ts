import type { Pool } from 'pg';
import { inTransaction } from '@/shared/db/index.server';
import { enqueueJob } from '@/shared/jobs/index.server';

/** The reminder comes so many days before the last one. */
const daysBefore = 2;
/** What was asked for less than so long ago needs no reminder: its own mail is new. */
const freshHours = 24;
/** A portal that never reminded anybody does not begin with what is long over. */
const maxDaysOver = 14;
/** Requests of one round; the next one is a minute away. */
const maxPlanned = 200;

/**
 * Leaves a job for each reminder that is due and was not planned before. The row that says so and the job are written together, and
 * nobody writes the row twice. Whether the mail is sent is asked when it is.
 */
export async function planReminders(pool: Pool, now: Date): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ request_id: string; kind: 'soon' | 'overdue' }>(
      `insert into portal.request_reminder (request_id, kind, at)
       select q.id, d.kind, $1 from portal.document_request q
       cross join lateral (select case when q.due_on < $2::date then 'overdue' else 'soon' end as kind) d
       where q.state = 'open' and q.due_on between $2::date - $3::integer and $2::date + $4::integer
         and (d.kind = 'overdue' or q.created_at < $5)
         and not exists (select from portal.request_reminder r where r.request_id = q.id and r.kind = d.kind)
       order by q.due_on, q.id limit $6
       on conflict do nothing
       returning request_id, kind`,
      [
        now,
        now.toISOString().slice(0, 10),
        maxDaysOver,
        daysBefore,
        new Date(now.getTime() - freshHours * 60 * 60 * 1000),
        maxPlanned,
      ],
    );
    for (const { request_id: requestId, kind } of rows)
      await enqueueJob(client, { name: 'reminder', payload: { requestId, kind } });
  });
}
