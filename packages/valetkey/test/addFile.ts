import type { Pool } from 'pg';
import { createPostgresRecords } from '../src/postgres/index.ts';
import type { StorageState } from '../src/protocol/index.ts';
import type { NewUpload, UploadRecord } from '../src/server/Records.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

export function mintId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => alphabet[byte & 31]).join('');
}

const paths: Partial<Record<StorageState, StorageState[]>> = {
  reserved: [],
  rejected: ['rejected'],
  uploaded: ['uploaded'],
  available: ['uploaded', 'verifying', 'available'],
  quarantined: ['uploaded', 'verifying', 'quarantined'],
};

/** One version of a file in the records, taken to a state as the server would; its bytes are nowhere. */
export async function addFile(
  pool: Pool,
  input: Partial<NewUpload> & { ownerId: string; state?: StorageState; size?: number; at: Date },
): Promise<UploadRecord> {
  const { state = 'available', size = 5, at, ...facts } = input;
  const records = createPostgresRecords({ pool });
  const event = (action: string) => (upload: UploadRecord) => ({
    at,
    actor: { type: 'user', id: upload.ownerId } as const,
    action,
    fileId: upload.fileId,
    version: upload.version,
    purpose: null,
    reason: null,
    requestId: mintId(),
  });
  const { uploads } = await records.reserve({
    ownerId: input.ownerId,
    uploads: [
      {
        id: mintId(),
        fileId: mintId(),
        profile: 'default',
        name: 'report.txt',
        path: null,
        contentType: 'text/plain',
        declaredSize: size,
        checksumSha256: null,
        fingerprint: null,
        kind: 'put',
        incomingKey: null,
        objectKey: null,
        partSize: null,
        writableUntil: at,
        expiresAt: new Date(at.getTime() + 86_400_000),
        reservedBytes: size,
        isNewVersion: input.fileId !== undefined,
        ...facts,
      },
    ],
    idempotency: null,
    quota: null,
    event: event('upload.reserved'),
    now: at,
  });
  let upload = uploads[0]!;
  for (const to of paths[state] ?? []) {
    const moved = await records.transition({
      id: upload.id,
      from: [upload.state],
      to,
      patch: to === 'uploaded' ? { size, objectKey: `files/${mintId()}` } : {},
      event: event(`file.${to}`)(upload),
      now: at,
    });
    upload = moved ?? upload;
  }
  return upload;
}
