import 'server-only';
import type { Pool } from 'pg';
import { type AuditChainReport, type AuditEvent as LibraryEvent, verifyAuditChain } from 'valetkey/postgres';
import { parseQuery, parseWholeNumber } from 'valetkey/server';
import { readPeople, resolvePerson } from '@/shared/auth/index.server';
import { answerCall, type CallContext } from '@/shared/valetkey/index.server';
import type { AuditEvent } from '../model/AuditEvent';
import { csvHeader, toCsvLines } from '../model/toCsv';

type Filter = Record<'actor' | 'file' | 'action' | 'from' | 'to', string | null>;

/** Id of the account that an event is about. */
function accountOf({ details }: LibraryEvent): string | null {
  const id = details?.account;
  return typeof id === 'string' ? id : null;
}

async function nameEvents(pool: Pool, events: readonly LibraryEvent[]): Promise<AuditEvent[]> {
  const people = await readPeople(
    pool,
    events.flatMap((event) => [event.actor.id, accountOf(event) ?? []].flat()),
  );
  const named = (id: string) => {
    const person = people.get(id);
    return { id, name: person?.name ?? '', email: person?.email ?? '' };
  };
  return events.map((event) => {
    const account = accountOf(event);
    return {
      ...event,
      actor: { type: event.actor.type, ...named(event.actor.id) },
      account: account === null ? null : named(account),
    };
  });
}

/** An event of an administrator's own doing. */
function record(
  { viewer, portal, requestId }: CallContext,
  action: string,
  details: Readonly<Record<string, string | number | boolean | null>>,
): Promise<void> {
  return portal.audit.record([
    {
      at: new Date(),
      actor: { type: 'user', id: viewer.userId },
      action,
      fileId: null,
      version: null,
      purpose: null,
      reason: null,
      requestId,
      details,
    },
  ]);
}

/** `GET /api/audit`: a page of events, or all of them as CSV for who accepts only that. */
export function listAuditEvents(request: Request): Promise<Response> {
  return answerCall(request, 'audit.read', async (context) => {
    const { pool, audit } = context.portal;
    const { cursor, limit, ...given } = parseQuery(request.url, [
      'actor',
      'file',
      'action',
      'from',
      'to',
      'cursor',
      'limit',
    ]);
    const filter = { ...given, actor: await resolvePerson(pool, given.actor) };
    if (/^\s*text\/csv\b/i.test(request.headers.get('accept') ?? '')) return exportEvents(context, filter);
    const page = await audit.list({
      ...filter,
      cursor,
      limit: parseWholeNumber(limit, 'limit', { min: 1, max: 200, fallback: 50 }),
    });
    return Response.json({ events: await nameEvents(pool, page.events), nextCursor: page.nextCursor });
  });
}

/** The event is written before the first byte leaves; a page of events is in memory at a time. */
async function exportEvents(context: CallContext, filter: Filter): Promise<Response> {
  const { pool, audit } = context.portal;
  const cancelled = new AbortController();
  const pages = audit.export(filter, { signal: cancelled.signal })[Symbol.asyncIterator]();
  // A wrong filter is refused here, while the answer can still be a problem.
  let next = await pages.next();
  await record(context, 'audit.exported', filter);
  const encoder = new TextEncoder();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (isFirst) {
        controller.enqueue(encoder.encode(csvHeader));
        isFirst = false;
      }
      if (next.done === true) return controller.close();
      controller.enqueue(encoder.encode(toCsvLines(await nameEvents(pool, next.value))));
      next = await pages.next();
    },
    cancel: () => cancelled.abort(),
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="audit.csv"',
    },
  });
}

/** One verification at a time in this process: it reads the whole trail, and who asks meanwhile wants the same answer. */
let running: Promise<AuditChainReport> | null = null;

/** `POST /api/audit/verify`: every hash anew, from the first event to the last. */
export function verifyAuditEvents(request: Request): Promise<Response> {
  return answerCall(request, 'audit.read', async (context) => {
    running ??= verifyAuditChain(context.portal.pool).finally(() => {
      running = null;
    });
    const report = await running;
    const { isValid, sealed, unsealed, head } = report;
    await record(context, 'audit.verified', { isValid, sealed, unsealed, head });
    return Response.json(report);
  });
}
