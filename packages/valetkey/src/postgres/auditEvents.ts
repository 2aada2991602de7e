import { createId, toBase32 } from '../server/id.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import type { Queryable } from './inTransaction.ts';
import { toStorableJson } from './storableJson.ts';

/** Fills the array with random bytes; `crypto.getRandomValues` unless a test says otherwise. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** Web Crypto fills at most this many bytes in one call. */
const maxRandomBytes = 65_536;

export function fillRandom(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  for (let start = 0; start < bytes.length; start += maxRandomBytes) {
    crypto.getRandomValues(bytes.subarray(start, start + maxRandomBytes));
  }
  return bytes;
}

/** A new id from what fills arrays. */
export function mintId(random: FillRandom): string {
  return createId((length) => random(new Uint8Array(length)));
}

/** Keys in order, so that the same facts always make the same text and the same hash. */
function canonicalDetails(details: NonNullable<NewAuditEvent['details']>): string {
  return toStorableJson(Object.fromEntries(Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** The events as one JSON parameter of {@link writeEvents}. */
export function eventsParameter(events: readonly NewAuditEvent[], random: FillRandom): string {
  const idLength = 26;
  const saltLength = 32;
  const bytes = random(new Uint8Array(events.length * (idLength + saltLength)));
  return toStorableJson(
    events.map((event, index) => {
      const start = index * (idLength + saltLength);
      const id = createId(() => bytes.subarray(start, start + idLength));
      return {
        id,
        at: event.at,
        actor_type: event.actor.type,
        actor_id: event.actor.id,
        action: event.action,
        file_id: event.fileId,
        version: event.version,
        purpose: event.purpose,
        request_id: event.requestId,
        details: event.details === undefined ? null : canonicalDetails(event.details),
        reason: event.reason,
        salt:
          event.reason === null
            ? null
            : toBase32(bytes.subarray(start + idLength, start + idLength + saltLength)),
      };
    }),
  );
}

/**
 * Common table expressions that write the events of a JSON parameter, to be part of the statement that acts: a statement is
 * atomic, so either both happen or neither.
 */
export function writeEvents(parameter: string, condition = 'true'): string {
  return `
    given_event as (
      select * from json_to_recordset(${parameter}::json) as g(
        id text, at timestamptz, actor_type text, actor_id text, action text, file_id text, version integer, purpose text,
        request_id text, details text, reason text, salt text)
      where ${condition}
    ),
    written_event as (
      insert into valetkey.audit_event
        (id, at, actor_type, actor_id, action, file_id, version, purpose, request_id, details, personal_sha256)
      select id, at, actor_type, actor_id, action, file_id, version, purpose, request_id, details,
        case when reason is not null then encode(sha256(convert_to(salt || reason, 'UTF8')), 'hex') end
      from given_event
    ),
    written_personal as (
      insert into valetkey.audit_personal (event_id, salt, reason)
      select id, salt, reason from given_event where reason is not null
    )`;
}

/** Writes events beside other statements of a transaction. */
export async function insertAuditEvents(
  client: Queryable,
  events: readonly NewAuditEvent[],
  random: FillRandom,
): Promise<void> {
  if (events.length === 0) return;
  await client.query(`with ${writeEvents('$1')} select`, [eventsParameter(events, random)]);
}
