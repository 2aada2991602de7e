import type { Pool } from 'pg';
import type { ReviewState, StorageState } from '../src/protocol/index.ts';
import type { ModelWorld } from './lifecycleModel.ts';

type Row = {
  current: number | null;
  is_trashed: boolean;
  file_state: string | null;
  file_review: string | null;
  claim_by: string | null;
  claim_until: Date | null;
  comments: number;
  events: Record<string, number> | null;
  quota: { reserved: number; used: number; files: number } | null;
  versions: {
    uploadId: string;
    state: StorageState;
    stateBefore: StorageState | null;
    review: ReviewState;
    needsTwo: boolean;
    first: string | null;
    declared: number;
    size: number | null;
    decisions: number;
  }[];
};

/** What the rows say about one file and its owner's quota, in the form of the model. One statement, so one moment. */
export async function readModelWorld(pool: Pool, fileId: string, ownerId: string): Promise<ModelWorld> {
  const { rows } = await pool.query<Row>(
    `select f.current_version as current, f.deleted_at is not null as is_trashed, f.state as file_state,
       f.review as file_review, c.by_id as claim_by, c.until as claim_until,
       (select count(*)::integer from valetkey.review_comment where file_id = f.id) as comments,
       (select json_object_agg(action, n) from (
         select action, count(*) as n from valetkey.audit_event where file_id = f.id group by action) e) as events,
       (select json_build_object('reserved', bytes_reserved, 'used', bytes_used, 'files', files)
         from valetkey.quota where owner_id = $2) as quota,
       (select json_agg(json_build_object(
           'uploadId', u.id, 'state', u.state, 'stateBefore', u.state_before_deletion, 'review', u.review, 'needsTwo', u.is_second_approval_required,
           'first', case when u.review = 'awaiting_second' then (select d.by_id from valetkey.review_decision d
             where d.file_id = u.file_id and d.version = u.version order by d.seq desc limit 1) end,
           'declared', u.declared_size, 'size', u.size,
           'decisions', (select count(*) from valetkey.review_decision d
             where d.file_id = u.file_id and d.version = u.version)
         ) order by u.version)
         from valetkey.upload u where u.file_id = f.id) as versions
     from valetkey.file f left join valetkey.review_claim c on c.file_id = f.id
     where f.id = $1 and f.owner_id = $2`,
    [fileId, ownerId],
  );
  const row = rows[0];
  if (row === undefined || row.quota === null) throw new Error(`there is no file ${fileId}`);
  const current = row.current === null ? undefined : row.versions[row.current - 1];
  if (current !== undefined && (row.file_state !== current.state || row.file_review !== current.review))
    throw new Error(
      `file ${fileId} says ${row.file_state}, ${row.file_review}; its version ${current.state}, ${current.review}`,
    );
  return {
    file: {
      id: fileId,
      ownerId,
      versions: row.versions,
      current: row.current,
      isTrashed: row.is_trashed,
      claim:
        row.claim_by === null || row.claim_until === null
          ? null
          : { by: row.claim_by, until: row.claim_until.getTime() },
      comments: row.comments,
      events: row.events ?? {},
    },
    quota: row.quota,
  };
}
