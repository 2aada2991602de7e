import type { Pool } from 'pg';
import { onPool } from './inTransaction.ts';
import { type AuditCheckpoint, readLastCheckpoint } from './readLastCheckpoint.ts';

export type AuditBreak = {
  /** Position in the chain; `null` for an event that is not sealed yet. */
  position: number | null;
  eventId: string | null;
  problem:
    | 'seal missing'
    | 'event missing'
    | 'event changed'
    | 'chain changed'
    | 'personal text changed'
    | 'end missing'
    | 'checkpoint changed'
    | 'kept event missing';
};

/** The end of the chain as it was once: what is kept outside of the database, and compared with it later. */
export type AuditHead = {
  /** Events that the chain held. */
  sealed: number;
  /** Hash of the last seal, in hex. */
  head: string;
};

export type VerifyAuditChainOptions = {
  /** The chain must still have this place in it; a tail that was cut off since shows by nothing else. */
  saved?: AuditHead;
  /** Begins after `saved`, for what was verified up to there already. @default false */
  isFromSaved?: boolean;
  /**
   * Whether the checkpoint behind which old events were cut off is signed by who may. Without it a checkpoint is taken for what it says.
   */
  isCheckpointSigned?: (checkpoint: AuditCheckpoint) => boolean;
  signal?: AbortSignal;
};

export type AuditChainReport = {
  isValid: boolean;
  /** Events that the chain holds. */
  sealed: number;
  /** Events written since the sealer last ran; their own hashes were checked, their order is not fixed yet. */
  unsealed: number;
  /** Hash of the last seal. Keep it somewhere else: it is what shows that the end of the chain was cut off. */
  head: string | null;
  firstBreak: AuditBreak | null;
  /** Where the chain begins, when old events were cut off: of them no hash is left to check. */
  checkpoint: AuditCheckpoint | null;
  /** Whether `saved` lies before the checkpoint, so that there is nothing left to compare it with. */
  isSavedPruned: boolean;
};

type EventRow = {
  position: string | null;
  sealed_event_hash: string | null;
  seal_hash: string | null;
  id: string | null;
  at: string | null;
  actor_type: string;
  actor_id: string;
  action: string;
  file_id: string | null;
  version: number | null;
  purpose: string | null;
  request_id: string;
  details: string | null;
  personal_sha256: string | null;
  hash: string;
  salt: string | null;
  reason: string | null;
};

const eventsPerRead = 1_000;
const encoder = new TextEncoder();

const eventColumns = `e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, e.actor_type,
  e.actor_id, e.action, e.file_id, e.version, e.purpose, e.request_id, e.details, e.personal_sha256, e.hash, p.salt, p.reason`;

async function sha256Hex(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function field(value: string | number | null): string {
  if (value === null) return '-';
  return `${encoder.encode(String(value)).length}:${value}`;
}

/** The hash of an event over its own content, computed here and not by the database that is being checked. */
function hashEvent(row: EventRow): Promise<string> {
  const { id, at, actor_type, actor_id, action, file_id, version, purpose, request_id } = row;
  const fields = [id, at, actor_type, actor_id, action, file_id, version, purpose, request_id];
  return sha256Hex(`valetkey-audit-1${[...fields, row.details, row.personal_sha256].map(field).join('')}`);
}

async function findEventProblem(row: EventRow): Promise<AuditBreak['problem'] | null> {
  if ((await hashEvent(row)) !== row.hash) return 'event changed';
  // No text is as good as an intact one: it may have been erased.
  if (row.reason !== null && (await sha256Hex(`${row.salt}${row.reason}`)) !== row.personal_sha256) {
    return 'personal text changed';
  }
  return null;
}

/** What is wrong with the place of a saved head, if anything is. */
async function findHeadProblem(pool: Pool, { sealed, head }: AuditHead): Promise<AuditBreak | null> {
  const found = await onPool(pool, (client) =>
    client.query<{ hash: string; last: string }>(
      `select coalesce(
           (select s.hash from valetkey.audit_seal s where s.position = $1),
           (select c.head from valetkey.audit_checkpoint c where c.position = $1 order by c.seq desc limit 1)) as hash,
         (select coalesce(max(s.position), 0) from valetkey.audit_seal s) as last`,
      [sealed],
    ),
  );
  const { hash, last } = found.rows[0]!;
  if (hash === head) return null;
  const isShorter = Number(last) < sealed;
  return { position: sealed, eventId: null, problem: isShorter ? 'end missing' : 'chain changed' };
}

/** The next events in the order of their seals, up to a place of the chain if there is one. A seal without its event has no id. */
async function readSealed(
  pool: Pool,
  { after, until }: { after: number; until: number | null },
): Promise<EventRow[]> {
  const { rows } = await onPool(pool, (client) =>
    client.query<EventRow>(
      `select s.position, s.event_hash as sealed_event_hash, s.hash as seal_hash, ${eventColumns}
       from valetkey.audit_seal s
       left join valetkey.audit_event e on e.id = s.event_id
       left join valetkey.audit_personal p on p.event_id = e.id
       where s.position > $1 and s.position <= coalesce($2::bigint, 9223372036854775807)
       order by s.position limit $3`,
      [after, until, eventsPerRead],
    ),
  );
  return rows;
}

/** What is wrong with the events before the checkpoint, which have no chain around them any more: they are in its signed hash. */
async function findKeptProblem(
  pool: Pool,
  { position: cut, kept, keptHash }: AuditCheckpoint,
  signal: AbortSignal | undefined,
): Promise<AuditBreak | null> {
  let count = 0;
  let hash = '0'.repeat(64);
  let position = 0;
  for (;;) {
    signal?.throwIfAborted();
    const rows = await readSealed(pool, { after: position, until: cut });
    for (const row of rows) {
      position = Number(row.position);
      if (row.id === null) return { position, eventId: null, problem: 'event missing' };
      const isSealed = row.hash === row.sealed_event_hash;
      const problem = isSealed ? await findEventProblem(row) : 'event changed';
      if (problem !== null) return { position, eventId: row.id, problem };
      hash = await sha256Hex(`${hash}${position}:${row.hash}`);
      count += 1;
    }
    if (rows.length < eventsPerRead) break;
  }
  if (count === kept && hash === keptHash) return null;
  return { position: cut, eventId: null, problem: count < kept ? 'kept event missing' : 'chain changed' };
}

/** Recomputes every hash from the first event, or from what the checkpoint says of those that went, to the last and reports the first thing that does not fit. */
export async function verifyAuditChain(
  pool: Pool,
  options: VerifyAuditChainOptions = {},
): Promise<AuditChainReport> {
  const { saved, isFromSaved = false, isCheckpointSigned = () => true, signal } = options;
  const checkpoint = await onPool(pool, readLastCheckpoint);
  let head: string | null = checkpoint?.head ?? null;
  let sealed = checkpoint?.position ?? 0;
  const isSavedPruned = saved !== undefined && saved.sealed < sealed;
  let savedProblem: AuditBreak | null = null;
  if (saved !== undefined && !isSavedPruned) {
    savedProblem = await findHeadProblem(pool, saved);
    if (savedProblem === null && isFromSaved) ({ head, sealed } = saved);
  }
  const report = (found: AuditBreak | null, unsealed: number): AuditChainReport => {
    // A changed event says more than that the end is not where it was.
    const firstBreak = found ?? savedProblem;
    return {
      isValid: firstBreak === null,
      ...{ sealed, unsealed, head, firstBreak, checkpoint, isSavedPruned },
    };
  };
  if (checkpoint !== null) {
    const { position } = checkpoint;
    if (!isCheckpointSigned(checkpoint))
      return report({ position, eventId: null, problem: 'checkpoint changed' }, 0);
    const problem = await findKeptProblem(pool, checkpoint, signal);
    if (problem !== null) return report(problem, 0);
  }

  for (;;) {
    signal?.throwIfAborted();
    const rows = await readSealed(pool, { after: sealed, until: null });
    // Side by side; only the chain itself has to be walked.
    const problems = await Promise.all(rows.map((row) => (row.id === null ? null : findEventProblem(row))));
    for (const [index, row] of rows.entries()) {
      const position = sealed + 1;
      if (Number(row.position) !== position)
        return report({ position, eventId: null, problem: 'seal missing' }, 0);
      if (row.id === null) return report({ position, eventId: null, problem: 'event missing' }, 0);
      const problem = row.hash === row.sealed_event_hash ? (problems[index] ?? null) : 'event changed';
      if (problem !== null) return report({ position, eventId: row.id, problem }, 0);
      const expected: string = await sha256Hex(`${head ?? '0'.repeat(64)}${row.hash}`);
      if (expected !== row.seal_hash)
        return report({ position, eventId: row.id, problem: 'chain changed' }, 0);
      head = expected;
      sealed = position;
    }
    if (rows.length < eventsPerRead) break;
  }

  // Found by the missing seal, not by the sealer's list: an event that fell off that list is reported all the same.
  let unsealed = 0;
  let lastSeq = '0';
  for (;;) {
    signal?.throwIfAborted();
    const tail = await onPool(pool, (client) =>
      client.query<EventRow & { seq: string }>(
        `select e.seq, ${eventColumns}
         from valetkey.audit_event e
         left join valetkey.audit_personal p on p.event_id = e.id
         where e.seq > $1 and not exists (select from valetkey.audit_seal s where s.event_id = e.id)
         order by e.seq limit $2`,
        [lastSeq, eventsPerRead],
      ),
    );
    const problems = await Promise.all(tail.rows.map(findEventProblem));
    for (const [index, row] of tail.rows.entries()) {
      unsealed += 1;
      lastSeq = row.seq;
      const problem = problems[index] ?? null;
      if (problem !== null) return report({ position: null, eventId: row.id, problem }, unsealed);
    }
    if (tail.rows.length < eventsPerRead) return report(null, unsealed);
  }
}
