/** A version of a file that is held after a scan. Times are ISO texts. */
export type HeldFile = {
  /** Of the version's upload. */
  id: string;
  fileId: string;
  version: number;
  name: string;
  /** Bytes; `null` while nobody knows. */
  size: number | null;
  contentType: string;
  profile: string;
  owner: { id: string; name: string; email: string };
  /** Why it is held: one of `HoldCode`, or `null` for a hold of another kind. */
  code: string | null;
  scan: string | null;
  /** What was found, as the scanner names it. */
  signature: string | null;
  /** Who scanned and with which signatures; `null` when nobody did. */
  engine: string | null;
  database: string | null;
  scannedAt: string | null;
  createdAt: string;
  /** To be sent back with a decision. */
  revision: number;
  /** Whether two people have to agree. */
  needsTwo: boolean;
  /** Who agreed so far, first one first. */
  approvals: { by: { id: string; name: string }; at: string; reason: string | null }[];
};

export type HeldPage = { files: HeldFile[]; nextCursor: string | null };
