import type { AuditEvent } from './AuditEvent';

/** All events of one kind, by one person, with one file. */
export type AccessRow = {
  /** `name` and `email` of an account that is gone are empty. */
  actor: AuditEvent['actor'];
  file: string;
  /** The file's name as it is now. */
  fileName: string | null;
  action: string;
  purpose: string | null;
  versions: number[];
  /** The newest three, newest first. */
  reasons: string[];
  count: number;
  first: string;
  last: string;
};

/** What one window of events comes to, newest first. */
export type AccessWindow = { rows: AccessRow[]; events: number; nextCursor: string | null };
