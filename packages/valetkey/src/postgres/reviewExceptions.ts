import type { Pool, PoolClient } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import { type FillRandom, insertAuditEvents, mintId } from './auditEvents.ts';
import { createCatalogueCursor } from './catalogueCursor.ts';
import { onPool } from './inTransaction.ts';
import { noSuchFile } from './noSuchFile.ts';
import type { ReviewChange } from './reviewChanges.ts';
import { isReviewable } from './reviewRow.ts';
import { isBesideScope } from './reviewScope.ts';
import { isId } from './uploadRow.ts';

/** A document that somebody opened beside their scope. */
export type ReviewException = {
  id: string;
  fileId: string;
  /** As it is now. */
  fileName: string;
  owner: { id: string };
  by: { id: string };
  /** ISO 8601, as all times. */
  at: string;
  until: string;
  /** In their words; `null` when these were erased. */
  reason: string | null;
};

export type ReviewExceptionPage = { exceptions: ReviewException[]; nextCursor: string | null };

const action = 'review.glass_broken';

type Opening = ReviewChange & {
  reason: string;
  now: Date;
  minutes: number;
  random: FillRandom;
  onException: (client: PoolClient, exception: { id: string }) => Promise<void>;
};

/** Opens a document to who has no scope for it. Whoever has, or owns it, needs no exception; what is on hold is opened to nobody. */
export async function openException(client: PoolClient, opening: Opening): Promise<{ until: string }> {
  const { fileId, reviewer, reason, now, minutes, random, requestId } = opening;
  if (!isId(fileId)) throw noSuchFile();
  const { rows } = await client.query<{ owner_id: string; profile: string; state: string; version: number }>(
    `select f.owner_id, f.profile, f.state, f.current_version as version from valetkey.file f
     where f.id = $1 and ${isReviewable} for share of f`,
    [fileId],
  );
  const file = rows[0];
  if (file === undefined) throw noSuchFile();
  if (file.owner_id === reviewer.id)
    throw new ValetKeyError('OWN_FILE', 'This is your own file; somebody else has to review it.');
  if (!isBesideScope(reviewer, file))
    throw new ValetKeyError('INVALID_STATE', 'You see this file already; open it.');
  if (file.state === 'quarantined')
    throw new ValetKeyError('INVALID_STATE', 'The file is on hold; only administrators decide about it.');
  const until = new Date(now.getTime() + minutes * 60_000);
  const id = mintId(random);
  await client.query(
    'insert into valetkey.review_exception (id, file_id, by_id, at, until) values ($1, $2, $3, $4, $5)',
    [id, fileId, reviewer.id, now, until],
  );
  const event = {
    at: now,
    actor: { type: 'user' as const, id: reviewer.id },
    action,
    fileId,
    version: file.version,
    purpose: 'break_glass',
    reason,
    requestId,
    details: { exception: id, minutes },
  };
  await insertAuditEvents(client, [event], random);
  await opening.onException(client, { id });
  return { until: until.toISOString() };
}

type Row = {
  seq: string;
  id: string;
  file_id: string;
  name: string;
  owner_id: string;
  by_id: string;
  at: Date;
  until: Date;
  reason: string | null;
};

const scope = { list: 'exceptions' };

/** What was opened beside scopes, newest first. */
export function createExceptionList({ pool, cursorSecret }: { pool: Pool; cursorSecret: string }) {
  const cursors = createCatalogueCursor(cursorSecret);
  return async (query: { cursor?: string | null; limit: number }): Promise<ReviewExceptionPage> => {
    const { cursor = null, limit } = query;
    const after = cursor === null ? null : await cursors.read(scope, cursor);
    const { rows } = await onPool(pool, (client) =>
      client.query<Row>(
        `select x.seq::text as seq, x.id, x.file_id, f.name, f.owner_id, x.by_id, x.at, x.until, said.reason
         from valetkey.review_exception x join valetkey.file f on f.id = x.file_id
         left join lateral (
           select p.reason from valetkey.audit_event e join valetkey.audit_personal p on p.event_id = e.id
           where e.file_id = x.file_id and e.at = date_trunc('milliseconds', x.at) and e.actor_id = x.by_id
             and e.action = '${action}'
           limit 1
         ) said on true
         where $1::bigint is null or x.seq < $1 order by x.seq desc limit $2`,
        [after?.sortValue ?? null, limit + 1],
      ),
    );
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      exceptions: page.map((row) => ({
        id: row.id,
        fileId: row.file_id,
        fileName: row.name,
        owner: { id: row.owner_id },
        by: { id: row.by_id },
        at: row.at.toISOString(),
        until: row.until.toISOString(),
        reason: row.reason,
      })),
      nextCursor:
        last === undefined ? null : await cursors.write(scope, { sortValue: last.seq, id: last.id }),
    };
  };
}
