import type { Pool } from 'pg';
import type { ExtractionKind, ExtractionRecords, ExtractionState } from '../server/ExtractionRecords.ts';
import { type FillRandom, insertAuditEvents } from './auditEvents.ts';
import { endWhenMade, lockAvailable } from './derivativeRecords.ts';
import { readExtracted, writeExtracted } from './extractedRows.ts';
import { inTransaction, onPool, type Queryable } from './inTransaction.ts';
import { isId } from './uploadRow.ts';

/** Extractions in PostgreSQL. Each change locks the version first, so that it cannot leave `available` meanwhile. */
export function createExtractionRecords(options: { pool: Pool; random: FillRandom }): ExtractionRecords {
  const { pool, random } = options;
  return {
    findExtraction: ({ uploadId }) => onPool(pool, (client) => readExtraction(client, uploadId)),

    beginExtraction: ({ uploadId, attemptId, kind, now }) =>
      inTransaction(pool, async (client) => {
        if (!(await lockAvailable(client, uploadId))) return false;
        const { rowCount } = await client.query(
          `insert into valetkey.extraction as e (upload_id, kind, state, attempt_id, updated_at)
           values ($1, $2, 'pending', $3, $4)
           on conflict (upload_id) do update
             set kind = excluded.kind, attempt_id = excluded.attempt_id, updated_at = excluded.updated_at
             where e.state = 'pending'`,
          [uploadId, kind, attemptId, now],
        );
        if (rowCount === 0) await endWhenMade(client, uploadId);
        return rowCount === 1;
      }),

    finishExtraction: ({ uploadId, attemptId, result, event, now }) =>
      inTransaction(pool, async (client) => {
        if (!(await lockAvailable(client, uploadId))) return false;
        const { state, reason } = 'reason' in result ? result : { state: 'available', reason: null };
        const { rowCount } = await client.query(
          `update valetkey.extraction set state = $3, reason = $4, attempt_id = null, updated_at = $5, kind = coalesce($6, kind)
           where upload_id = $1 and attempt_id = $2`,
          [uploadId, attemptId, state, reason, now, 'reason' in result ? null : result.kind],
        );
        if (rowCount === 0) return false;
        if (!('reason' in result)) await writeExtracted(client, uploadId, result);
        await endWhenMade(client, uploadId);
        await insertAuditEvents(client, [event], random);
        return true;
      }),

    async removeExtraction({ uploadId }) {
      await onPool(pool, (client) =>
        client.query('delete from valetkey.extraction where upload_id = $1', [uploadId]),
      );
    },
  };
}

/** The extraction of a version; `null` while nobody has begun one. */
export async function readExtraction(
  client: Queryable,
  uploadId: string,
): ReturnType<ExtractionRecords['findExtraction']> {
  if (!isId(uploadId)) return null;
  const { rows } = await client.query<{
    kind: ExtractionKind;
    state: ExtractionState;
    reason: string | null;
  }>('select kind, state, reason from valetkey.extraction where upload_id = $1', [uploadId]);
  const row = rows[0];
  if (row === undefined) return null;
  const extracted = row.state === 'available' ? await readExtracted(client, uploadId, row.kind) : null;
  return { ...row, extracted };
}
