import 'server-only';
import type { Pool } from 'pg';
import type { AuditEvent as LibraryEvent } from 'valetkey/postgres';
import { readPeople } from '@/shared/auth/index.server';
import type { CallContext } from '@/shared/valetkey/index.server';
import type { AuditEvent } from '../model/AuditEvent';

/** Id of the account that an event is about. */
function accountOf({ details }: LibraryEvent): string | null {
  const id = details?.account;
  return typeof id === 'string' ? id : null;
}

/** Who people are, by id; an account that is gone has empty names. */
export async function createNaming(pool: Pool, ids: readonly string[]) {
  const people = await readPeople(pool, [...ids]);
  return (id: string) => {
    const person = people.get(id);
    return { id, name: person?.name ?? '', email: person?.email ?? '' };
  };
}

export async function nameEvents(pool: Pool, events: readonly LibraryEvent[]): Promise<AuditEvent[]> {
  const named = await createNaming(
    pool,
    events.flatMap((event) => [event.actor.id, accountOf(event) ?? []].flat()),
  );
  return events.map((event) => {
    const account = accountOf(event);
    return {
      ...event,
      actor: { type: event.actor.type, ...named(event.actor.id) },
      account: account === null ? null : named(account),
    };
  });
}

/** An id as an event may keep it. What was typed instead of one (a name, an address) is somebody's, and an event is for ever. */
export function idFact(text: string | null | undefined): string | null {
  return text !== null && text !== undefined && /^[\w-]{1,64}$/.test(text) ? text : null;
}

/** The name of an action or a purpose, likewise. */
export function wordFact(text: string | null): string | null {
  return text !== null && /^[a-z_]{1,40}(\.[a-z_]{1,40})?$/.test(text) ? text : null;
}

type Told = {
  action: string;
  /** The file that it is about. */
  file?: string | null;
  details: Readonly<Record<string, string | number | boolean | null>>;
};

/** An event of an administrator's own doing with the audit trail. */
export function recordAuditCall(
  { viewer, portal, requestId }: CallContext,
  { action, file = null, details }: Told,
): Promise<void> {
  return portal.audit.record([
    {
      at: new Date(),
      actor: { type: 'user', id: viewer.userId },
      action,
      fileId: file,
      version: null,
      purpose: null,
      reason: null,
      requestId,
      details,
    },
  ]);
}
