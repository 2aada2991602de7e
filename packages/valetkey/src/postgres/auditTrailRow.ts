/** An event as administrators read it. */
export type AuditEvent = {
  id: string;
  at: string;
  actor: { type: string; id: string };
  action: string;
  file: string | null;
  /** The file's name as it is now, for display. */
  fileName: string | null;
  version: number | null;
  purpose: string | null;
  /** What the actor typed as a reason; `null` also when it was erased. */
  reason: string | null;
  requestId: string;
  hash: string;
  details: Readonly<Record<string, string | number | boolean | null>> | null;
  /** Whether the chain holds it already; the sealer runs a moment after the event. */
  sealed: boolean;
};

/** A row of `auditColumns`. */
export type AuditEventRow = {
  seq: string;
  id: string;
  at: Date;
  actor_type: string;
  actor_id: string;
  action: string;
  file_id: string | null;
  file_name: string | null;
  version: number | null;
  purpose: string | null;
  reason: string | null;
  request_id: string;
  hash: string;
  details: string | null;
  sealed: boolean;
};

/** Of `valetkey.audit_event e`. */
export const auditColumns = `e.seq, e.id, e.at, e.actor_type, e.actor_id, e.action, e.file_id, e.version, e.purpose,
  e.request_id, e.hash, e.details,
  (select f.name from valetkey.file f where f.id = e.file_id) as file_name,
  (select p.reason from valetkey.audit_personal p where p.event_id = e.id) as reason,
  exists (select from valetkey.audit_seal s where s.event_id = e.id) as sealed`;

export function toAuditEvent(row: AuditEventRow): AuditEvent {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { type: row.actor_type, id: row.actor_id },
    action: row.action,
    file: row.file_id,
    fileName: row.file_name,
    version: row.version,
    purpose: row.purpose,
    reason: row.reason,
    requestId: row.request_id,
    hash: row.hash,
    details: row.details === null ? null : (JSON.parse(row.details) as AuditEvent['details']),
    sealed: row.sealed,
  };
}
