import type { UploadRow } from './uploadRow.ts';

/** Somebody agreed that a held version is let go. */
export type ReleaseApproval = {
  by: { id: string };
  /** ISO 8601 */
  at: string;
  /** In their words; `null` when these were erased. */
  reason: string | null;
};

/** A version that is held, and why. */
export type HeldFile = {
  /** Of the version's upload. */
  id: string;
  fileId: string;
  version: number;
  name: string;
  size: number | null;
  contentType: string;
  profile: string;
  owner: { id: string };
  /** One of `HoldCode`; `null` for a hold of another kind. */
  code: string | null;
  /** One of `ScanOutcome`. */
  scan: string | null;
  /** What was found, as the scanner names it. */
  signature: string | null;
  /** Who scanned and with what; `null` when nobody did. */
  engine: string | null;
  database: string | null;
  scannedAt: string | null;
  createdAt: string;
  /** To be named when deciding: another verdict in between makes a decision `STALE`. */
  revision: number;
  /** Whether two people have to agree. */
  needsTwo: boolean;
  /** Who agreed so far, first one first. */
  approvals: ReleaseApproval[];
};

/** Something harmful was found: nobody lets it go alone. */
export function needsTwo(row: Pick<UploadRow, 'reason_code' | 'scan'>): boolean {
  return row.reason_code === 'MALWARE' || row.scan === 'infected';
}

export function toHeldFile(row: UploadRow, approvals: readonly ReleaseApproval[]): HeldFile {
  const size = row.size ?? row.declared_size;
  return {
    id: row.id,
    fileId: row.file_id,
    version: row.version,
    name: row.name,
    size: size === null ? null : Number(size),
    contentType: row.content_type,
    profile: row.profile,
    owner: { id: row.owner_id },
    code: row.reason_code,
    scan: row.scan,
    signature: row.scan_signature,
    engine: row.scan_engine,
    database: row.scan_database,
    scannedAt: row.scanned_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    revision: row.scan_revision,
    needsTwo: needsTwo(row),
    approvals: [...approvals],
  };
}
