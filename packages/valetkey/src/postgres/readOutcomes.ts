import { isDecided } from '../protocol/index.ts';
import type { Queryable } from './inTransaction.ts';
import { reasonLabelOf } from './reasonCodes.ts';
import type { UploadRow } from './uploadRow.ts';

/** What was decided about a version, as its owner sees it: never by whom, and nothing that was said inside the team. */
export type Outcome = {
  decision: string;
  reasonCode: string | null;
  reasonLabel: string | null;
  message: string | null;
};

/** The outcome of each decided version among the rows, by the id of its upload; one that was reopened has none. */
export async function readOutcomes(
  client: Queryable,
  rows: readonly UploadRow[],
): Promise<Map<string, Outcome>> {
  const decided = rows.filter((row) => isDecided(row.review));
  if (decided.length === 0) return new Map();
  const found = await client.query<{
    id: string;
    decision: string;
    reason_code: string | null;
    reason_label: string | null;
    message: string | null;
  }>(
    `select u.id, d.decision, d.reason_code, d.reason_label, d.message
     from unnest($1::text[], $2::text[], $3::integer[]) as u(id, file_id, version)
     cross join lateral (
       select decision, reason_code, reason_label, message from valetkey.review_decision d
       where d.file_id = u.file_id and d.version = u.version order by d.seq desc limit 1
     ) d`,
    [decided.map((row) => row.id), decided.map((row) => row.file_id), decided.map((row) => row.version)],
  );
  return new Map(
    found.rows.map((row) => [
      row.id,
      {
        decision: row.decision,
        reasonCode: row.reason_code,
        reasonLabel: reasonLabelOf(row),
        message: row.message,
      },
    ]),
  );
}
