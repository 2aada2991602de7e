import type { Queryable } from './inTransaction.ts';

/** What a checkpoint says, and what is signed of it. */
export type CheckpointFacts = {
  /** The last place of the chain that was cut off. */
  position: number;
  /** The hash of the seal there, in hex: what the next seal is chained to. */
  head: string;
  /** Events before it that stay, because their files have to be kept. */
  kept: number;
  /** A hash over their places and hashes, in order, in hex. */
  keptHash: string;
  /** Everything that went was older. ISO 8601. */
  eventsBefore: string;
  at: string;
};

export type AuditCheckpoint = CheckpointFacts & { publicKey: string; signature: string };

type Row = {
  position: string;
  head: string;
  kept: string;
  kept_hash: string;
  events_before: Date;
  at: Date;
  public_key: string;
  signature: string;
};

/** Where the chain begins; `null` when nothing was ever cut off. */
export async function readLastCheckpoint(client: Queryable): Promise<AuditCheckpoint | null> {
  const { rows } = await client.query<Row>(
    `select position, head, kept, kept_hash, events_before, at, public_key, signature
     from valetkey.audit_checkpoint order by seq desc limit 1`,
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    position: Number(row.position),
    head: row.head,
    kept: Number(row.kept),
    keptHash: row.kept_hash,
    eventsBefore: row.events_before.toISOString(),
    at: row.at.toISOString(),
    publicKey: row.public_key,
    signature: row.signature,
  };
}
