import 'server-only';
import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { createAuditTrail } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import { type Actor, createId } from 'valetkey/server';
import { inTransaction } from '@/shared/db/index.server';
import { enqueueJob } from '@/shared/jobs/index.server';
import { type DocumentRequest, type NewDocumentRequest, requestLimits } from '../model/DocumentRequest';
import { type RequestRow, requestColumns, requestSource, toDocumentRequest } from './requestRow';
import { type Asker, mayAsk, seesRequest } from './requestScope';

export type RequestChange = {
  pool: Pool;
  clock: () => Date;
  actor: Actor;
  asker: Asker;
  requestId: string;
};

const unreadable = { line: /\p{Cc}|\p{Cs}/u, text: /[^\P{Cc}\t\n\r]|\p{Cs}/u };

function readName(text: string): string {
  const name = text.trim().normalize('NFC');
  if (name === '' || name.length > requestLimits.name || unreadable.line.test(name))
    throw new ValetKeyError(
      'INVALID_BODY',
      `Say in name what is needed, in at most ${requestLimits.name} characters.`,
    );
  return name;
}

function readNote(text: string | null | undefined): string | null {
  const note = (text ?? '').trim();
  if (note.length > requestLimits.note || unreadable.text.test(note))
    throw new ValetKeyError('INVALID_BODY', `note must be text of at most ${requestLimits.note} characters.`);
  return note === '' ? null : note;
}

/** A day that there is, not before yesterday: somewhere it still is yesterday. */
function readDueOn(text: string | null | undefined, now: Date): string | null {
  if (text == null) return null;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(Number.NaN);
  const isReal = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  if (!isReal || now.getTime() - day.getTime() > 2 * 24 * 60 * 60 * 1000)
    throw new ValetKeyError('INVALID_BODY', 'dueOn must be a day like 2030-01-31 that is not over.');
  return text;
}

function notFound(): ValetKeyError {
  return new ValetKeyError('NOT_FOUND', 'There is nothing here.');
}

async function readRequest(client: PoolClient, id: string, now: Date): Promise<DocumentRequest> {
  const { rows } = await client.query<RequestRow>(
    `select ${requestColumns} from ${requestSource} where q.id = $1`,
    [id],
  );
  return toDocumentRequest(rows[0]!, now);
}

async function record(
  { pool, actor, requestId }: RequestChange,
  client: PoolClient,
  { action, at, fileId, id }: { action: string; at: Date; fileId: string; id: string },
): Promise<void> {
  const event = { at, actor, action, fileId, version: null, purpose: null, reason: null, requestId };
  await createAuditTrail({ pool }).record([{ ...event, details: { request: id } }], client);
}

/** Asks an account for a document; they are told by mail, and find a place for it on their page. */
export async function createRequest(
  change: RequestChange,
  { person, name, note, dueOn }: Omit<NewDocumentRequest, 'person'> & { person: string },
): Promise<DocumentRequest> {
  const now = change.clock();
  const asked = { name: readName(name), note: readNote(note), dueOn: readDueOn(dueOn, now) };
  return inTransaction(change.pool, async (client) => {
    const values: unknown[] = [person.includes('\0') ? '' : person];
    const isAllowed = mayAsk(change.asker, '$1', (value) => `$${values.push(value)}`);
    const found = await client.query(
      `select from auth."user" where "id" = $1 and "banned" is not true and ${isAllowed}`,
      values,
    );
    if (found.rowCount !== 1)
      throw new ValetKeyError('INVALID_BODY', 'There is no active account of that name or address.');
    const [id, fileId] = [createId(randomBytes), createId(randomBytes)];
    await client.query('select portal.add_awaited_document($1, $2, $3, $4)', [
      fileId,
      person,
      asked.name,
      now,
    ]);
    await client.query(
      `insert into portal.document_request (id, person_id, file_id, name, note, due_on, created_by, created_at, changed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
      [id, person, fileId, asked.name, asked.note, asked.dueOn, change.actor.id, now],
    );
    await record(change, client, { action: 'request.created', at: now, fileId, id });
    await enqueueJob(client, { name: 'request', payload: { requestId: id } });
    return readRequest(client, id, now);
  });
}

/** Takes an open request back. What was not handed over has no place any more; what was stays its owner's file. */
export async function cancelRequest(change: RequestChange, id: string): Promise<DocumentRequest> {
  const now = change.clock();
  return inTransaction(change.pool, async (client) => {
    // The document before the request, as everybody locks them.
    await client.query(
      `select from valetkey.file f join portal.document_request q on q.file_id = f.id where q.id = $1 for no key update of f`,
      [id],
    );
    const values: unknown[] = [id];
    const isSeen = seesRequest(change.asker, (value) => `$${values.push(value)}`);
    const found = await client.query<{ state: string; file_id: string }>(
      `select q.state, q.file_id from portal.document_request q where q.id = $1 and ${isSeen} for no key update of q`,
      values,
    );
    const request = found.rows[0];
    if (request === undefined) throw notFound();
    if (request.state === 'cancelled') return readRequest(client, id, now);
    if (request.state !== 'open')
      throw new ValetKeyError('INVALID_STATE', 'What was asked for is here already.');
    await client.query(
      `update portal.document_request set state = 'cancelled', changed_at = $2 where id = $1`,
      [id, now],
    );
    await client.query(
      'update valetkey.file set deleted_at = $2 where id = $1 and current_version is null and deleted_at is null',
      [request.file_id, now],
    );
    await record(change, client, { action: 'request.cancelled', at: now, fileId: request.file_id, id });
    return readRequest(client, id, now);
  });
}
