import { type StorageState, storageStates, storageTransitions } from '../../protocol/index.ts';
import type { NewAuditEvent, NewUpload, Records, Transition, UploadRecord } from '../../server/Records.ts';

/** The three functions of a test runner (vitest, jest, bun) that the suite needs. */
export type TestRunner = {
  describe: (name: string, define: () => void) => void;
  it: (name: string, run: () => Promise<void>) => void;
  // biome-ignore lint/suspicious/noExplicitAny: every runner types its matchers in its own way
  expect: (value: unknown) => any;
};

/** What the suite needs from the store under test. */
export type RecordsUnderTest = {
  records: Records;
  /** The audit events of one file so far, in the order of their writing. */
  listEvents: (fileId: string) => Promise<{ action: string; version: number | null }[]>;
  /** Makes the next write of an audit event fail, until the returned function is called. */
  failEvents: () => Promise<() => Promise<void>>;
};

export const minute = 60_000;
export const hour = 60 * minute;
const epoch = Date.UTC(2030, 0, 1);
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Tests may share a database, so ids are random. */
export function mintId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(26));
  return Array.from(bytes, (byte) => alphabet[byte & 31]).join('');
}

export function at(milliseconds: number): Date {
  return new Date(epoch + milliseconds);
}

export function eventOf(action: string) {
  return (upload: UploadRecord): NewAuditEvent => ({
    at: at(0),
    actor: { type: 'user', id: upload.ownerId },
    action,
    fileId: upload.fileId,
    version: upload.version,
    purpose: 'upload',
    reason: null,
    requestId: 'request',
  });
}

export function newUpload(ownerId: string, changes: Partial<NewUpload> = {}): NewUpload {
  return {
    id: mintId(),
    fileId: mintId(),
    ownerId,
    profile: 'default',
    name: 'report.pdf',
    path: null,
    contentType: 'application/pdf',
    declaredSize: 1_000,
    checksumSha256: null,
    fingerprint: null,
    kind: 'put',
    incomingKey: `incoming/${mintId()}`,
    objectKey: null,
    partSize: null,
    writableUntil: at(10 * minute),
    expiresAt: at(24 * hour),
    reservedBytes: 1_000,
    isNewVersion: false,
    ...changes,
  };
}

/** The shortest way to each state, from `reserved`. */
export function pathTo(target: StorageState): StorageState[] {
  const paths = new Map<StorageState, StorageState[]>([['reserved', []]]);
  for (const [state, path] of paths) {
    for (const next of storageTransitions[state]) if (!paths.has(next)) paths.set(next, [...path, next]);
  }
  return paths.get(target) ?? [];
}

export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : `not ours: ${error}`;
  }
  return 'no error';
}

export function reserve(
  records: Records,
  uploads: readonly NewUpload[],
  changes: Partial<ReserveInput> = {},
) {
  return records.reserve({
    ownerId: uploads[0]?.ownerId ?? 'nobody',
    uploads,
    idempotency: null,
    quota: null,
    event: eventOf('upload.reserved'),
    now: at(0),
    ...changes,
  });
}

export async function reserveOne(records: Records, changes: Partial<NewUpload> = {}): Promise<UploadRecord> {
  const { uploads } = await reserve(records, [newUpload(changes.ownerId ?? mintId(), changes)]);
  const [upload] = uploads;
  if (upload === undefined) throw new Error('nothing was reserved');
  return upload;
}

export function move(
  records: Records,
  upload: UploadRecord,
  to: StorageState,
  changes: Partial<Transition> = {},
) {
  return records.transition({
    id: upload.id,
    from: storageStates,
    to,
    event: eventOf(`file.${to}`)(upload),
    now: at(minute),
    ...changes,
  });
}

export async function reach(
  records: Records,
  upload: UploadRecord,
  target: StorageState,
): Promise<UploadRecord> {
  let current = upload;
  for (const state of pathTo(target)) {
    const patch = state === 'uploaded' ? { size: 1_000, objectKey: `files/${mintId()}` } : {};
    current = (await move(records, current, state, { patch })) ?? current;
  }
  return current;
}

export async function findOne(records: Records, id: string): Promise<UploadRecord | undefined> {
  return (await records.find({ uploadIds: [id] }))[0];
}

type ReserveInput = Parameters<Records['reserve']>[0];
