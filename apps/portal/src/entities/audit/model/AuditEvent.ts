/** An event of the audit trail as administrators read it. */
export type AuditEvent = {
  id: string;
  at: string;
  /** `name` and `email` of an account that is gone are empty. */
  actor: { type: string; id: string; name: string; email: string };
  /** Whom it is about, where it is about an account; empty names as above. */
  account: { id: string; name: string; email: string } | null;
  action: string;
  file: string | null;
  /** The file's name as it is now. */
  fileName: string | null;
  version: number | null;
  purpose: string | null;
  reason: string | null;
  requestId: string;
  hash: string;
  details: Readonly<Record<string, string | number | boolean | null>> | null;
  /** Whether the chain holds it already. */
  sealed: boolean;
};

export type AuditPage = { events: AuditEvent[]; nextCursor: string | null };

export type AuditFilter = {
  /** An id or an e-mail address. */
  actor?: string;
  /** A file's id. */
  file?: string;
  action?: string;
  purpose?: string;
  /** ISO 8601: from this moment on, and before that one. */
  from?: string;
  to?: string;
  /** `0`: without the small pictures that were seen in lists. */
  lists?: '0' | '1';
};

/** What a report of access is asked for: a file or a person, and when. */
export type AccessFilter = Pick<AuditFilter, 'actor' | 'file' | 'from' | 'to' | 'lists'>;

/** What a verification of the chain found. */
export type AuditChainReport = {
  isValid: boolean;
  sealed: number;
  unsealed: number;
  head: string | null;
  firstBreak: { position: number | null; eventId: string | null; problem: string } | null;
  /** Behind what old events were removed, when they were: how many places of the chain, when, and which of them stayed. */
  checkpoint: { position: number; kept: number; eventsBefore: string; at: string; publicKey: string } | null;
};
