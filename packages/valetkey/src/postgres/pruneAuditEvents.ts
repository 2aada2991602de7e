import type { Pool } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import { fillRandom, insertAuditEvents } from './auditEvents.ts';
import { inTransaction } from './inTransaction.ts';
import { type AuditCheckpoint, type CheckpointFacts, readLastCheckpoint } from './readLastCheckpoint.ts';

export type PruneAuditEventsOptions = {
  /** Events from this time on stay; at least 90 days ago. The first of them, in the order of the chain, ends what goes. */
  before: Date;
  /** When it is done. */
  at: Date;
  requestId: string;
  /** Signs what the checkpoint says; with a key that is not in the database. */
  sign: (facts: CheckpointFacts) => { publicKey: string; signature: string };
  /** Told before it is final; throwing keeps everything as it was. */
  onCheckpoint?: (checkpoint: AuditCheckpoint) => Promise<void>;
};

/** What was done; `null` when there was nothing so old. */
export type PrunedAudit = { checkpoint: AuditCheckpoint; pruned: number } | null;

type Plan = { cut: string; head: string; kept: string; kept_hash: string };

/**
 * Cuts old events off the audit trail behind a signed checkpoint; those of files under legal hold stay. `pool` logs in as the owner of
 * the tables: neither the application nor the worker may. The caller has verified the chain, which nobody can do afterwards.
 */
export async function pruneAuditEvents(
  pool: Pool,
  { before, at, requestId, sign, onCheckpoint }: PruneAuditEventsOptions,
): Promise<PrunedAudit> {
  return inTransaction(pool, async (client) => {
    // Years of events may go at once.
    await client.query('set local statement_timeout = 0');
    const { rows } = await client.query<Plan>('select * from valetkey.plan_audit_checkpoint($1)', [before]);
    const [plan] = rows;
    if (plan === undefined) return null;
    const facts = {
      position: Number(plan.cut),
      head: plan.head,
      kept: Number(plan.kept),
      keptHash: plan.kept_hash,
      eventsBefore: before.toISOString(),
      at: at.toISOString(),
    };
    const { publicKey, signature } = sign(facts);
    const done = await client.query<{ pruned: string }>(
      'select valetkey.prune_audit_events($1, $2, $3, $4, $5, $6, $7, $8) as pruned',
      [plan.cut, plan.head, plan.kept, plan.kept_hash, before, at, publicKey, signature],
    );
    const pruned = Number(done.rows[0]?.pruned);
    const { position, kept, eventsBefore } = facts;
    const event = {
      at,
      actor: { type: 'system' as const, id: 'command-line' },
      action: 'audit.pruned',
      ...{ fileId: null, version: null, purpose: 'retention', reason: null, requestId },
      details: { position, pruned, kept, eventsBefore },
    };
    await insertAuditEvents(client, [event], fillRandom);
    const checkpoint = await readLastCheckpoint(client);
    if (checkpoint === null) throw new ValetKeyError('INTERNAL', 'The checkpoint was not written.');
    await onCheckpoint?.(checkpoint);
    return { checkpoint, pruned };
  });
}
