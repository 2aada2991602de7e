import type { Pool, PoolClient } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import type { DerivativeRecord, DerivativeRecords, DerivativeState } from '../server/DerivativeRecords.ts';
import type { Job } from '../server/Records.ts';
import { type FillRandom, insertAuditEvents } from './auditEvents.ts';
import { inTransaction, onPool } from './inTransaction.ts';
import { isId, toUploadRecord, type UploadRow } from './uploadRow.ts';

type DerivativeRow = {
  upload_id: string;
  name: string;
  state: DerivativeState;
  content_type: string;
  size: string | null;
  width: number | null;
  height: number | null;
  duration_seconds: number | null;
  reason: string | null;
  object_key: string | null;
};

function toRecord(row: DerivativeRow): DerivativeRecord {
  return {
    uploadId: row.upload_id,
    name: row.name,
    state: row.state,
    contentType: row.content_type,
    size: row.size === null ? null : Number(row.size),
    width: row.width,
    height: row.height,
    durationSeconds: row.duration_seconds,
    reason: row.reason,
    objectKey: row.object_key,
  };
}

/** Derivatives in PostgreSQL. Each change locks the version first, so that it cannot leave `available` meanwhile. */
export function createDerivativeRecords(options: {
  pool: Pool;
  enqueue: ((client: PoolClient, job: Job) => Promise<void>) | undefined;
  random: FillRandom;
}): DerivativeRecords {
  const { pool, enqueue, random } = options;
  return {
    async findDerivatives({ uploadIds }) {
      const ids = uploadIds.filter(isId);
      if (ids.length === 0) return [];
      const { rows } = await onPool(pool, (client) =>
        client.query<DerivativeRow>(
          'select * from valetkey.derivative where upload_id = any($1) order by upload_id, name',
          [ids],
        ),
      );
      return rows.map(toRecord);
    },

    async beginDerivation({ uploadId, attemptId, planned, now }) {
      return inTransaction(pool, async (client) => {
        if (!(await lockAvailable(client, uploadId))) return null;
        const { rows } = await client.query<{ name: string }>(
          `insert into valetkey.derivative as d (upload_id, name, state, content_type, attempt_id, updated_at)
           select $1, p.name, 'pending', p.content_type, $4, $5
           from unnest($2::text[], $3::text[]) as p(name, content_type)
           on conflict (upload_id, name) do update set attempt_id = excluded.attempt_id, updated_at = excluded.updated_at
             where d.state = 'pending'
           returning name`,
          [
            uploadId,
            planned.map(({ name }) => name),
            planned.map(({ contentType }) => contentType),
            attemptId,
            now,
          ],
        );
        if (rows.length === 0) await endWhenMade(client, uploadId);
        return rows.map(({ name }) => name);
      });
    },

    async finishDerivation({ uploadId, attemptId, results, event, now }) {
      return inTransaction(pool, async (client) => {
        if (!(await lockAvailable(client, uploadId))) return null;
        const held = await client.query(
          'select from valetkey.derivative where upload_id = $1 and attempt_id = $2 limit 1',
          [uploadId, attemptId],
        );
        if (held.rowCount === 0) return null;
        const { rows } = await client.query<{ name: string }>(
          `insert into valetkey.derivative as d (upload_id, name, state, content_type, size, width, height,
             duration_seconds, reason, object_key, updated_at)
           select $1, r.name, r.state, r."contentType", r.size, r.width, r.height, r."durationSeconds", r.reason,
             r."objectKey", $4
           from json_to_recordset($3::json) as r(name text, state text, "contentType" text, size bigint, width integer,
             height integer, "durationSeconds" double precision, reason text, "objectKey" text)
           on conflict (upload_id, name) do update set state = excluded.state, content_type = excluded.content_type,
             size = excluded.size, width = excluded.width, height = excluded.height,
             duration_seconds = excluded.duration_seconds, reason = excluded.reason, object_key = excluded.object_key,
             attempt_id = null, updated_at = excluded.updated_at
             where d.attempt_id = $2
           returning name`,
          [uploadId, attemptId, JSON.stringify(results), now],
        );
        await endWhenMade(client, uploadId);
        await insertAuditEvents(client, [event], random);
        return rows.map(({ name }) => name);
      });
    },

    async requeueDerivations({ now, limit, jobs }) {
      return inTransaction(pool, async (client) => {
        const { rows } = await client.query<UploadRow>(
          `with due as (
             select id from valetkey.upload where derive_due_at <= $1
             order by derive_due_at, id limit $2 for no key update skip locked
           )
           update valetkey.upload u set derive_due_at = $1::timestamptz + interval '1 hour'
           from due where u.id = due.id returning u.*`,
          [now, limit],
        );
        const wanted = rows.map((row) => ({ id: row.id, jobs: jobs(toUploadRecord(row)) }));
        const done = wanted.filter((one) => one.jobs.length === 0).map(({ id }) => id);
        await client.query('update valetkey.upload set derive_due_at = null where id = any($1)', [done]);
        for (const job of wanted.flatMap((one) => one.jobs)) {
          if (enqueue === undefined)
            throw new ValetKeyError(
              'INVALID_OPTION',
              'A version asks for jobs, but createPostgresRecords was given no `enqueue`.',
            );
          await enqueue(client, job);
        }
        return { found: rows.length, requeued: rows.length - done.length };
      });
    },

    async removeDerivatives({ uploadId }) {
      await onPool(pool, (client) =>
        client.query('delete from valetkey.derivative where upload_id = $1', [uploadId]),
      );
    },
  };
}

/** Locks a version that is `available`; `false` for any other. */
export async function lockAvailable(client: PoolClient, uploadId: string): Promise<boolean> {
  if (!isId(uploadId)) return false;
  const { rowCount } = await client.query(
    `select from valetkey.upload where id = $1 and state = 'available' for no key update`,
    [uploadId],
  );
  return rowCount === 1;
}

/** Nothing is to be asked for once more when nothing is pending. */
export async function endWhenMade(client: PoolClient, uploadId: string): Promise<void> {
  await client.query(
    `update valetkey.upload set derive_due_at = null
     where id = $1 and derive_due_at is not null
       and not exists (select from valetkey.derivative d where d.upload_id = $1 and d.state = 'pending')
       and not exists (select from valetkey.extraction e where e.upload_id = $1 and e.state = 'pending')`,
    [uploadId],
  );
}
