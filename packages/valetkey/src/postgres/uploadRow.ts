import type { ReviewState, StorageState } from '../protocol/index.ts';
import type { UploadRecord } from '../server/Records.ts';

/** A row of `valetkey.upload` as the driver returns it: `bigint` columns are text. */
export type UploadRow = {
  id: string;
  file_id: string;
  version: number;
  owner_id: string;
  profile: string;
  name: string;
  path: string | null;
  content_type: string;
  declared_size: string | null;
  size: string | null;
  checksum_sha256: string | null;
  fingerprint: string | null;
  kind: UploadRecord['kind'];
  state: StorageState;
  state_version: number;
  reason_code: string | null;
  incoming_key: string | null;
  object_key: string | null;
  etag: string | null;
  storage_upload_id: string | null;
  metadata: unknown;
  part_size: string | null;
  has_part_checksums: boolean;
  scan: string | null;
  scan_signature: string | null;
  scan_engine: string | null;
  scan_database: string | null;
  scanned_at: Date | null;
  scan_revision: number;
  review: ReviewState;
  is_review_required: boolean;
  is_second_approval_required: boolean;
  review_due_at: Date | null;
  writable_until: Date;
  expires_at: Date;
  created_at: Date;
  updated_at: Date;
};

function toNumber(value: string | null): number | null {
  return value === null ? null : Number(value);
}

export function toUploadRecord(row: UploadRow): UploadRecord {
  return {
    id: row.id,
    fileId: row.file_id,
    version: row.version,
    ownerId: row.owner_id,
    profile: row.profile,
    name: row.name,
    path: row.path,
    contentType: row.content_type,
    declaredSize: toNumber(row.declared_size),
    size: toNumber(row.size),
    checksumSha256: row.checksum_sha256,
    fingerprint: row.fingerprint,
    kind: row.kind,
    state: row.state,
    stateVersion: row.state_version,
    reasonCode: row.reason_code,
    incomingKey: row.incoming_key,
    objectKey: row.object_key,
    etag: row.etag,
    storageUploadId: row.storage_upload_id,
    metadata: row.metadata,
    partSize: toNumber(row.part_size),
    hasPartChecksums: row.has_part_checksums,
    scan: row.scan,
    scanSignature: row.scan_signature,
    scanEngine: row.scan_engine,
    scanDatabase: row.scan_database,
    scannedAt: row.scanned_at,
    isReviewRequired: row.is_review_required,
    writableUntil: row.writable_until,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Ids of our making; anything else cannot exist, and must not reach a statement (a NUL byte would fail it). */
export function isId(value: string): boolean {
  return /^[a-z2-7]{26}$/.test(value);
}

export function inOrderOf(ids: readonly string[], records: readonly UploadRecord[]): UploadRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
