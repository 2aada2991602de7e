import 'server-only';
import {
  type AuditChainReport,
  type AuditCheckpoint,
  type AuditFilter,
  verifyAuditChain,
} from 'valetkey/postgres';
import { parseQuery, parseWholeNumber } from 'valetkey/server';
import { acceptsCsv } from '@/shared/api/index.server';
import { isCheckpointSigned } from '@/shared/audit-proof/index.server';
import { resolvePerson } from '@/shared/auth/index.server';
import { answerCall, type CallContext, recordLook } from '@/shared/valetkey/index.server';
import { csvHeader, toCsvLines } from '../model/toCsv';
import { idFact, nameEvents, recordAuditCall, wordFact } from './auditEvents';
import { parseLists } from './parseLists';

/** `GET /api/audit`: a page of events, or all of them as CSV for who accepts only that. */
export function listAuditEvents(request: Request): Promise<Response> {
  return answerCall(request, 'audit.read', async (context) => {
    const { pool, audit } = context.portal;
    const { cursor, limit, lists, ...given } = parseQuery(request.url, [
      'actor',
      'file',
      'action',
      'purpose',
      'from',
      'to',
      'lists',
      'cursor',
      'limit',
    ]);
    const filter = {
      ...given,
      actor: await resolvePerson(pool, given.actor),
      isWithLists: parseLists(lists),
    };
    if (acceptsCsv(request)) return exportEvents(context, filter);
    const page = await audit.list({
      ...filter,
      cursor,
      limit: parseWholeNumber(limit, 'limit', { min: 1, max: 200, fallback: 50 }),
    });
    await recordLook(context, {
      list: 'audit',
      query: { ...filter, cursor, limit },
      details: { ...factsOf(filter), isFurther: cursor !== null, count: page.events.length },
    });
    return Response.json({ events: await nameEvents(pool, page.events), nextCursor: page.nextCursor });
  });
}

function factsOf({ actor, file, action, purpose, ...days }: ExportFilter) {
  return {
    actor: idFact(actor),
    file: idFact(file),
    action: wordFact(action),
    purpose: wordFact(purpose),
    ...days,
  };
}

type ExportFilter = { [Name in keyof AuditFilter]-?: Exclude<AuditFilter[Name], undefined> };

/** The event is written before the first byte leaves; a page of events is in memory at a time. */
async function exportEvents(context: CallContext, filter: ExportFilter): Promise<Response> {
  const { pool, audit } = context.portal;
  const cancelled = new AbortController();
  const pages = audit.export(filter, { signal: cancelled.signal })[Symbol.asyncIterator]();
  // A wrong filter is refused here, while the answer can still be a problem.
  let next = await pages.next();
  await recordAuditCall(context, {
    action: 'audit.exported',
    details: factsOf(filter),
  });
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

/** `POST /api/audit/verify`: every hash anew, from the first event that is there to the last. */
export function verifyAuditEvents(request: Request): Promise<Response> {
  return answerCall(request, 'audit.read', async (context) => {
    // The key to trust is with the command and not here: a checkpoint is held to the key that it names.
    const options = { isCheckpointSigned: (checkpoint: AuditCheckpoint) => isCheckpointSigned(checkpoint) };
    running ??= verifyAuditChain(context.portal.pool, options).finally(() => {
      running = null;
    });
    const report = await running;
    const { isValid, sealed, unsealed, head } = report;
    await recordAuditCall(context, {
      action: 'audit.verified',
      details: { isValid, sealed, unsealed, head },
    });
    return Response.json(report);
  });
}
