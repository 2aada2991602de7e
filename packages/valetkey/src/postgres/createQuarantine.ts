import type { Pool, PoolClient } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import { type FillRandom, fillRandom, insertAuditEvents } from './auditEvents.ts';
import { createCatalogueCursor } from './catalogueCursor.ts';
import { changeStates } from './changeStates.ts';
import { type HeldFile, needsTwo, toHeldFile } from './heldFile.ts';
import { inTransaction, onPool } from './inTransaction.ts';
import { refuseLegallyHeld } from './legalHold.ts';
import { noSuchFile } from './noSuchFile.ts';
import { readApprovals } from './readApprovals.ts';
import { demandReviewText } from './reviewText.ts';
import { isId, type UploadRow } from './uploadRow.ts';

export type QuarantineOptions = {
  pool: Pool;
  /** @default the system clock */
  clock?: () => Date;
  /** Signs the cursors of the list; the same in every process. @default '' */
  cursorSecret?: string;
  /** Source of ids and salts. @default crypto.getRandomValues */
  random?: FillRandom;
};

/** Who decides what about which held version, as it was at `revision`; why, in 1 to 500 characters. */
export type HoldDecision = {
  /** Of the version's upload. */
  id: string;
  revision: number;
  by: { id: string };
  reason: string;
  requestId: string;
};

/**
 * What is held after a scan, and who lets go of it. Whether somebody may decide is the caller's to establish; held here: nobody
 * decides about their own file (`OWN_FILE`), nor about a verdict that changed meanwhile (`STALE`), and what is infected is let go by
 * two different people. What is not held is `NOT_FOUND`.
 */
export type Quarantine = {
  /** Everybody's held versions, longest held first, 1 to 100 a page. */
  list: (query: {
    cursor?: string | null;
    limit: number;
  }) => Promise<{ files: HeldFile[]; nextCursor: string | null }>;
  /** How many are held; exact up to 1,000, and 1,001 means more. */
  count: () => Promise<number>;
  /** The first of the two people that an infected version needs. `INVALID_STATE` where one person is enough. */
  approve: (decision: HoldDecision) => Promise<HeldFile>;
  /** Makes it available. `SECOND_APPROVAL_REQUIRED` for an infected one that nobody else agreed to. */
  release: (decision: HoldDecision) => Promise<void>;
  /** Refuses it for good: it is `rejected`, and the sweep removes its bytes. One person is enough. */
  refuse: (decision: HoldDecision) => Promise<void>;
};

type Step = { client: PoolClient; row: UploadRow; now: Date };

const maxCount = 1_000;
const scope = { list: 'held' };

/** The administrators' side of what scans hold, in PostgreSQL. */
export function createQuarantine(options: QuarantineOptions): Quarantine {
  const { pool, clock = () => new Date(), cursorSecret = '', random = fillRandom } = options;
  const cursors = createCatalogueCursor(cursorSecret);

  /** One decision about one locked version, with its event. */
  async function decide<Result>(
    decision: HoldDecision,
    action: string,
    work: (step: Step) => Promise<Result>,
  ): Promise<Result> {
    const reason = demandReviewText(decision.reason, 'reason');
    return inTransaction(pool, async (client) => {
      const now = clock();
      const row = await lockHeld(client, decision);
      const event: NewAuditEvent = {
        at: now,
        actor: { type: 'user', id: decision.by.id },
        action,
        fileId: row.file_id,
        version: row.version,
        purpose: null,
        reason,
        requestId: decision.requestId,
        details: { code: row.reason_code, scan: row.scan, signature: row.scan_signature },
      };
      // First, because an answer tells the reason that was given; a decision that is refused takes it back.
      await insertAuditEvents(client, [event], random);
      return work({ client, row, now });
    });
  }

  return {
    async list({ cursor = null, limit }) {
      const after = cursor === null ? null : await cursors.read(scope, cursor);
      return onPool(pool, async (client) => {
        const found = await client.query<UploadRow & { place: string }>(
          `select u.*, u.created_at::text as place from valetkey.upload u
           where u.state = 'quarantined' and ($1::timestamptz is null or (u.created_at, u.id) > ($1, $2))
           order by u.created_at, u.id limit $3`,
          [after?.sortValue ?? null, after?.id ?? null, limit + 1],
        );
        const rows = found.rows.slice(0, limit);
        const approvals = await readApprovals(client, rows);
        const last = found.rows.length > limit ? rows.at(-1) : undefined;
        return {
          files: rows.map((row) => toHeldFile(row, approvals.get(row.id) ?? [])),
          nextCursor:
            last === undefined ? null : await cursors.write(scope, { sortValue: last.place, id: last.id }),
        };
      });
    },

    async count() {
      const found = await onPool(pool, (client) =>
        client.query<{ held: number }>(
          `select count(*)::integer as held from (
             select from valetkey.upload where state = 'quarantined' limit ${maxCount + 1}) few`,
        ),
      );
      return found.rows[0]?.held ?? 0;
    },

    approve: (decision) =>
      decide(decision, 'release.approved', async ({ client, row, now }) => {
        if (!needsTwo(row))
          throw new ValetKeyError('INVALID_STATE', 'One person is enough for this file; release it.');
        const added = await client.query(
          `insert into valetkey.release_approval (upload_id, scan_revision, by_id, at) values ($1, $2, $3, $4)
           on conflict do nothing`,
          [row.id, row.scan_revision, decision.by.id, now],
        );
        if (added.rowCount !== 1)
          throw new ValetKeyError('INVALID_STATE', 'You agreed already; somebody else has to as well.');
        const approvals = await readApprovals(client, [row]);
        return toHeldFile(row, approvals.get(row.id) ?? []);
      }),

    release: (decision) =>
      decide(decision, 'file.released', async ({ client, row, now }) => {
        if (needsTwo(row)) {
          const approvals = (await readApprovals(client, [row])).get(row.id) ?? [];
          if (!approvals.some(({ by }) => by.id !== decision.by.id))
            throw new ValetKeyError(
              'SECOND_APPROVAL_REQUIRED',
              'Something harmful was found in this file: somebody else has to agree before you release it.',
            );
        }
        await client.query('update valetkey.upload set reason_code = null where id = $1', [row.id]);
        await changeStates(client, [row], 'available', now);
      }),

    refuse: (decision) =>
      decide(decision, 'release.refused', async ({ client, row, now }) => {
        // Whoever places a hold locks the version first, as was done here.
        await refuseLegallyHeld(
          client,
          row.file_id,
          'This file is under legal hold, and what is refused would be removed: lift the hold first, or leave it here.',
        );
        await changeStates(client, [row], 'rejected', now);
      }),
  };
}

async function lockHeld(client: PoolClient, { id, revision, by }: HoldDecision): Promise<UploadRow> {
  if (!isId(id)) throw noSuchFile();
  const found = await client.query<UploadRow>(
    "select * from valetkey.upload where id = $1 and state = 'quarantined' for no key update",
    [id],
  );
  const row = found.rows[0];
  if (row === undefined) throw noSuchFile();
  if (row.owner_id === by.id)
    throw new ValetKeyError('OWN_FILE', 'This is your own file; somebody else has to decide about it.');
  if (row.scan_revision !== revision)
    throw new ValetKeyError('STALE', 'The file was scanned again meanwhile; look at what it says now.');
  return row;
}
