import type { Actor, NewAuditEvent } from 'valetkey/server';

export type AccountEvent = {
  at: Date;
  actor: Actor;
  /** Dotted, past tense: `user.disabled`. */
  action: string;
  requestId: string;
  /** Facts without personal text: ids, roles, counts. */
  details?: NewAuditEvent['details'];
};

/** An audit event about a person or the portal itself, and not about a file. */
export function accountEvent({ details, ...event }: AccountEvent): NewAuditEvent {
  return {
    ...event,
    fileId: null,
    version: null,
    purpose: null,
    reason: null,
    ...(details !== undefined && { details }),
  };
}
