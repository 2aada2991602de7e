import type { Pool } from 'pg';
import { createPostgresRecords } from '../src/postgres/index.ts';
import type { StorageState } from '../src/protocol/index.ts';
import type { NewAuditEvent, UploadRecord } from '../src/server/Records.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

export function mintId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => alphabet[byte & 31]).join('');
}

/** How a version comes to each state. */
const roads: Partial<Record<StorageState, readonly StorageState[]>> = {
  reserved: [],
  uploaded: ['uploaded'],
  verifying: ['uploaded', 'verifying'],
  available: ['uploaded', 'verifying', 'available'],
  quarantined: ['uploaded', 'verifying', 'quarantined'],
  rejected: ['rejected'],
  aborted: ['aborted'],
};

export type AddUploadOptions = {
  ownerId: string;
  name?: string;
  size?: number;
  contentType?: string;
  state?: StorageState;
  /** A new version of this file. */
  fileId?: string;
  /** @default 'default' */
  profile?: string;
  isSecondApprovalRequired?: boolean;
  reviewWithinHours?: number;
  at: Date;
};

/** One version of a file in a state that the real transitions bring it to. */
export async function addUpload(pool: Pool, options: AddUploadOptions): Promise<UploadRecord> {
  const { ownerId, name = 'report.txt', size = 5, contentType = 'text/plain', state = 'available' } = options;
  const {
    fileId,
    at,
    profile = 'default',
    isSecondApprovalRequired = false,
    reviewWithinHours = null,
  } = options;
  const records = createPostgresRecords({ pool });
  const eventOf =
    (action: string) =>
    (upload: UploadRecord): NewAuditEvent => ({
      at,
      actor: { type: 'user', id: upload.ownerId },
      action,
      fileId: upload.fileId,
      version: upload.version,
      purpose: null,
      reason: null,
      requestId: 'r',
    });
  const { uploads } = await records.reserve({
    ownerId,
    uploads: [
      {
        id: mintId(),
        fileId: fileId ?? mintId(),
        ownerId,
        profile,
        name,
        path: null,
        contentType,
        declaredSize: size,
        checksumSha256: null,
        fingerprint: null,
        kind: 'put',
        incomingKey: `incoming/${mintId()}`,
        objectKey: null,
        partSize: null,
        writableUntil: at,
        expiresAt: at,
        reservedBytes: size,
        isSecondApprovalRequired,
        reviewWithinHours,
        isNewVersion: fileId !== undefined,
      },
    ],
    idempotency: null,
    quota: null,
    event: eventOf('upload.reserved'),
    now: at,
  });
  const [upload] = uploads;
  if (upload === undefined) throw new Error('nothing reserved');
  let current = upload;
  for (const to of roads[state] ?? []) {
    const changed = await records.transition({
      id: current.id,
      from: [current.state],
      to,
      patch: to === 'uploaded' ? { size, objectKey: `files/${mintId()}` } : {},
      event: eventOf(`file.${to}`)(current),
      now: at,
    });
    if (changed === null) throw new Error(`not ${to}`);
    current = changed;
  }
  return current;
}
