import type { Pool } from 'pg';
import { createAuditTrail } from 'valetkey/postgres';
import type { NewAuditEvent } from 'valetkey/server';

export type NewFile = { contentType?: string; name?: string; profile?: string; size?: number };

let lastId = 0;

export const eventOf = (fileId: string, action: string, at: Date): NewAuditEvent => ({
  at,
  actor: { type: 'system', id: 'valetkey' },
  action,
  fileId,
  version: 1,
  purpose: null,
  reason: null,
  requestId: 'r-1',
});

/** A version that has just become available, with the event of the transaction that made it so. Answers its id, and the file's. */
export async function addAvailableFile(
  { owner, app, now }: { owner: Pool; app: Pool; now: Date },
  { contentType = 'text/plain', name = 'a.TXT', profile = 'default', size = 17 }: NewFile = {},
): Promise<string> {
  lastId += 1;
  const id = [...`${lastId}`]
    .map((digit) => String.fromCharCode(97 + Number(digit)))
    .join('')
    .padEnd(26, 'z');
  await owner.query(
    `insert into valetkey.file (id, owner_id, name, created_at, updated_at) values ($1, 'alice', $2, now(), now())`,
    [id, name],
  );
  await owner.query(
    `insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, kind, writable_until,
       expires_at, created_at, updated_at, object_key, size)
     values ($1, $1, 1, 'alice', $4, $2, $3, 'put', now(), now() + interval '1 day', now(), now(), 'files/' || $1, $5)`,
    [id, name, contentType, profile, size],
  );
  for (const state of ['uploaded', 'verifying', 'available'])
    await owner.query('update valetkey.upload set state = $2 where id = $1', [id, state]);
  // As the application's login, which has no rights on runs or the queue.
  await createAuditTrail({ pool: app }).record([eventOf(id, 'file.available', now)]);
  return id;
}
