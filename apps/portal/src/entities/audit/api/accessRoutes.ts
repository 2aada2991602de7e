import 'server-only';
import type { Pool } from 'pg';
import type { AccessQuery, AccessRow as CountedRow } from 'valetkey/postgres';
import { parseQuery } from 'valetkey/server';
import { acceptsCsv } from '@/shared/api/index.server';
import { resolvePerson } from '@/shared/auth/index.server';
import { answerCall, type CallContext } from '@/shared/valetkey/index.server';
import type { AccessRow } from '../model/AccessRow';
import { accessCsvHeader, toAccessCsvLines } from '../model/accessCsv';
import { mergeAccess } from '../model/mergeAccess';
import { createNaming, idFact, recordAuditCall } from './auditEvents';
import { parseLists } from './parseLists';

/** A person touches many files, a file is touched in few ways: what one answer carries, not what it costs. */
const eventsPerWindow = { file: 2_000, person: 1_000, export: 20_000 };
const rowsPerPiece = 500;

async function nameRows(pool: Pool, rows: readonly CountedRow[]): Promise<AccessRow[]> {
  const named = await createNaming(
    pool,
    rows.map((row) => row.actor.id),
  );
  return rows.map((row) => ({ ...row, actor: { type: row.actor.type, ...named(row.actor.id) } }));
}

/** `GET /api/audit/access`: who did what with a file, or what a person did with which file; as CSV for who accepts only that. */
export function reportAccess(request: Request): Promise<Response> {
  return answerCall(request, 'audit.read', async (context) => {
    const { pool, audit } = context.portal;
    const { file, actor, from, to, lists, cursor } = parseQuery(request.url, [
      'file',
      'actor',
      'from',
      'to',
      'lists',
      'cursor',
    ]);
    const query: AccessQuery = {
      file,
      actor: await resolvePerson(pool, actor),
      from,
      to,
      isWithLists: parseLists(lists),
    };
    if (acceptsCsv(request)) return exportAccess(context, query);
    const limit = query.file ? eventsPerWindow.file : eventsPerWindow.person;
    const page = await audit.access({ ...query, cursor, limit });
    // Older windows of the same question are not another question.
    if (cursor === null) await recordQuestion(context, 'access.reported', query);
    return Response.json({ ...page, rows: await nameRows(pool, page.rows) });
  });
}

function recordQuestion(
  context: CallContext,
  action: 'access.reported' | 'access.exported',
  { file = null, actor = null, from = null, to = null, isWithLists = true }: AccessQuery,
): Promise<void> {
  return recordAuditCall(context, {
    action,
    file: idFact(file),
    details: { account: idFact(actor), from, to, isWithLists },
  });
}

/** All of it, however many windows that takes: what is kept meanwhile is a row for each kind of event, not for each event. */
async function exportAccess(context: CallContext, query: AccessQuery): Promise<Response> {
  const { pool, audit } = context.portal;
  let rows: CountedRow[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof audit.access>> = await audit.access({
      ...query,
      cursor,
      limit: eventsPerWindow.export,
    });
    rows = mergeAccess([...rows, ...page.rows]);
    cursor = page.nextCursor;
  } while (cursor !== null);
  await recordQuestion(context, 'access.exported', query);
  const encoder = new TextEncoder();
  let written = 0;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(accessCsvHeader)),
    async pull(controller) {
      if (written >= rows.length) return controller.close();
      const piece = rows.slice(written, written + rowsPerPiece);
      written += piece.length;
      controller.enqueue(encoder.encode(toAccessCsvLines(await nameRows(pool, piece))));
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="access.csv"',
    },
  });
}
