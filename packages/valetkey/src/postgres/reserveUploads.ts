import type { PoolClient } from 'pg';
import { limits, ValetKeyError } from '../protocol/index.ts';
import type { NewUpload, Records, UploadRecord } from '../server/Records.ts';
import { eventsParameter, type FillRandom, writeEvents } from './auditEvents.ts';
import { chargeQuota } from './chargeQuota.ts';
import { toStorableJson } from './storableJson.ts';
import { inOrderOf, isId, toUploadRecord, type UploadRow } from './uploadRow.ts';

type ReserveInput = Parameters<Records['reserve']>[0];

const idempotencyHours = 24;

/**
 * The statements of one reservation. Locks are taken in the order of every transaction of this store: upload rows, then the
 * owner's quota rows, then file rows; two of them can wait for each other, never in a circle.
 */
export async function reserveUploads(
  client: PoolClient,
  input: ReserveInput,
  random: FillRandom,
): Promise<{ uploads: UploadRecord[]; isReplay: boolean }> {
  const replayed = await claimIdempotencyKey(client, input);
  if (replayed !== null) return { uploads: replayed, isReplay: true };
  if (input.uploads.length === 0) return { uploads: [], isReplay: false };

  await chargeQuota(client, input);
  const versions = await numberVersions(client, input);
  const uploads = input.uploads.map((upload, index) => toRecord(upload, versions[index] ?? 1, input.now));
  const rows = input.uploads.map((upload, index) => toInsertRow(upload, versions[index] ?? 1));

  await client.query(
    `with given as (
      select * from json_to_recordset($1::json) as g(
        id text, file_id text, version integer, is_new_version boolean, profile text, name text, path text,
        content_type text, declared_size bigint, checksum_sha256 text, fingerprint text, metadata jsonb, kind text, incoming_key text,
        object_key text, part_size bigint, has_part_checksums boolean, is_review_required boolean,
        is_second_approval_required boolean, review_within_hours integer, reserved_bytes bigint, writable_until timestamptz, expires_at timestamptz)
    ),
    new_file as (
      insert into valetkey.file (id, owner_id, name, last_version, created_at, updated_at)
      select file_id, $2, name, 1, $3, $3 from given where not is_new_version
    ),
    numbered_file as (
      update valetkey.file f set last_version = newest.version
      from (select file_id, max(version) as version from given where is_new_version group by file_id) newest
      where f.id = newest.file_id
    ),
    new_upload as (
      insert into valetkey.upload
        (id, file_id, version, owner_id, profile, name, path, content_type, declared_size, checksum_sha256, fingerprint, metadata,
         kind, incoming_key, object_key, part_size, has_part_checksums, is_review_required, is_second_approval_required,
         review_within_hours, charged_reserved, charged_files, writable_until, expires_at, created_at, updated_at)
      select id, file_id, version, $2, profile, name, path, content_type, declared_size, checksum_sha256, fingerprint, metadata,
         kind, incoming_key, object_key, part_size, has_part_checksums, is_review_required, is_second_approval_required,
         review_within_hours, reserved_bytes, 1, writable_until, expires_at, $3, $3
      from given
    ),
    ${writeEvents('$4')}
    select`,
    [toStorableJson(rows), input.ownerId, input.now, eventsParameter(uploads.map(input.event), random)],
  );
  return { uploads, isReplay: false };
}

/** `null` when the key is ours now (a second call waits here for the first to end), else the rows it made. */
async function claimIdempotencyKey(client: PoolClient, input: ReserveInput): Promise<UploadRecord[] | null> {
  if (input.idempotency === null) return null;
  const { key, bodyHash } = input.idempotency;
  const claimed = await client.query(
    `insert into valetkey.idempotency as i (owner_id, key, body_hash, upload_ids, created_at)
     values ($1, $2, $3, $4, $5)
     on conflict (owner_id, key) do update
       set body_hash = excluded.body_hash, upload_ids = excluded.upload_ids, created_at = excluded.created_at
       where i.created_at <= $5::timestamptz - make_interval(hours => $6)
     returning 1`,
    [input.ownerId, key, bodyHash, input.uploads.map((upload) => upload.id), input.now, idempotencyHours],
  );
  if (claimed.rowCount === 1) return null;
  const earlier = await client.query<{ body_hash: string; upload_ids: string[] }>(
    'select body_hash, upload_ids from valetkey.idempotency where owner_id = $1 and key = $2',
    [input.ownerId, key],
  );
  const row = earlier.rows[0];
  if (row === undefined || row.body_hash !== bodyHash) {
    throw new ValetKeyError(
      'IDEMPOTENCY_CONFLICT',
      'This idempotency key was used with another body; use a new key.',
    );
  }
  const found = await client.query<UploadRow>('select * from valetkey.upload where id = any($1)', [
    row.upload_ids,
  ]);
  return inOrderOf(row.upload_ids, found.rows.map(toUploadRecord));
}

async function numberVersions(client: PoolClient, input: ReserveInput): Promise<number[]> {
  const fileIds = input.uploads.filter((upload) => upload.isNewVersion).map((upload) => upload.fileId);
  if (fileIds.length === 0) return input.uploads.map(() => 1);
  const found = await client.query<{ id: string; last_version: number }>(
    `select id, last_version from valetkey.file
     where id = any($1) and owner_id = $2 and deleted_at is null
     order by id for no key update`,
    [fileIds.filter(isId), input.ownerId],
  );
  const lastVersions = new Map(found.rows.map((row) => [row.id, row.last_version]));
  return input.uploads.map((upload) => {
    if (!upload.isNewVersion) return 1;
    const last = lastVersions.get(upload.fileId);
    if (last === undefined)
      throw new ValetKeyError('NOT_FOUND', 'The file to add a version to does not exist.');
    if (last >= limits.maxVersionsPerFile)
      throw new ValetKeyError('INVALID_STATE', 'The file has too many versions; start a new file.');
    lastVersions.set(upload.fileId, last + 1);
    return last + 1;
  });
}

function toInsertRow(upload: NewUpload, version: number): Record<string, unknown> {
  return {
    id: upload.id,
    file_id: upload.fileId,
    version,
    is_new_version: upload.isNewVersion,
    profile: upload.profile,
    name: upload.name,
    path: upload.path,
    content_type: upload.contentType,
    declared_size: upload.declaredSize,
    checksum_sha256: upload.checksumSha256,
    fingerprint: upload.fingerprint,
    metadata: upload.metadata ?? null,
    kind: upload.kind,
    incoming_key: upload.incomingKey,
    object_key: upload.objectKey,
    part_size: upload.partSize,
    has_part_checksums: upload.hasPartChecksums ?? false,
    is_review_required: upload.isReviewRequired ?? true,
    is_second_approval_required: upload.isSecondApprovalRequired ?? false,
    review_within_hours: upload.reviewWithinHours ?? null,
    reserved_bytes: upload.reservedBytes,
    writable_until: upload.writableUntil,
    expires_at: upload.expiresAt,
  };
}

/** What the insert makes, known without reading it back. Written out: rest and spread cost 20 microseconds each. */
function toRecord(upload: NewUpload, version: number, now: Date): UploadRecord {
  return {
    id: upload.id,
    fileId: upload.fileId,
    version,
    ownerId: upload.ownerId,
    profile: upload.profile,
    name: upload.name,
    path: upload.path,
    contentType: upload.contentType,
    declaredSize: upload.declaredSize,
    size: null,
    checksumSha256: upload.checksumSha256,
    fingerprint: upload.fingerprint,
    metadata: upload.metadata ?? null,
    kind: upload.kind,
    state: 'reserved',
    stateVersion: 1,
    reasonCode: null,
    incomingKey: upload.incomingKey,
    objectKey: upload.objectKey,
    etag: null,
    storageUploadId: null,
    partSize: upload.partSize,
    hasPartChecksums: upload.hasPartChecksums ?? false,
    scan: null,
    scanSignature: null,
    scanEngine: null,
    scanDatabase: null,
    scannedAt: null,
    isReviewRequired: upload.isReviewRequired ?? true,
    writableUntil: upload.writableUntil,
    expiresAt: upload.expiresAt,
    createdAt: now,
    updatedAt: now,
  };
}
