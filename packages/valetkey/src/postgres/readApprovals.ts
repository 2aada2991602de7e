import type { ReleaseApproval } from './heldFile.ts';
import type { Queryable } from './inTransaction.ts';
import type { UploadRow } from './uploadRow.ts';

/** The approvals that count for these rows as they are now, by upload id, each with what its person gave as the reason. */
export async function readApprovals(
  client: Queryable,
  rows: readonly UploadRow[],
): Promise<Map<string, ReleaseApproval[]>> {
  const found = await client.query<{ id: string; by_id: string; at: Date; reason: string | null }>(
    `select u.id, a.by_id, a.at, said.reason
     from unnest($1::text[], $2::integer[]) as wanted(id, scan_revision)
     join valetkey.upload u on u.id = wanted.id
     join valetkey.release_approval a on a.upload_id = u.id and a.scan_revision = wanted.scan_revision
     left join lateral (
       select p.reason from valetkey.audit_event e join valetkey.audit_personal p on p.event_id = e.id
       where e.file_id = u.file_id and e.at = date_trunc('milliseconds', a.at) and e.actor_id = a.by_id
         and e.action = 'release.approved' and e.version = u.version
       limit 1
     ) said on true
     order by a.at, a.by_id`,
    [rows.map((row) => row.id), rows.map((row) => row.scan_revision)],
  );
  const approvals = new Map<string, ReleaseApproval[]>();
  for (const { id, by_id, at, reason } of found.rows) {
    const known = approvals.get(id) ?? [];
    known.push({ by: { id: by_id }, at: at.toISOString(), reason });
    approvals.set(id, known);
  }
  return approvals;
}
