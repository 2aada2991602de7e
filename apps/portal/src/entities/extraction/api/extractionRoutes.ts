import 'server-only';
import type { CurrentExtraction } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import type { Extracted } from 'valetkey/server';
import { acceptsCsv } from '@/shared/api/index.server';
import { reviewerOf } from '@/shared/auth/index.server';
import { extractionKind } from '@/shared/extractions';
import { answerCall } from '@/shared/valetkey/index.server';
import { cutText } from '../model/cutText';
import { toFactsCsv } from '../model/toFactsCsv';

type Params = { id: string };

/** Of a document's text pages show how it begins, of a text as much as is read there; the rest is for search. */
const shownCharacters = 4_000;

function shorten(extracted: Extracted | null): Extracted | null {
  if (extracted?.kind === 'text') return cutText(extracted);
  if (extracted?.kind !== 'document') return extracted;
  return { ...extracted, text: extracted.text.slice(0, shownCharacters).replace(/[\ud800-\udbff]$/, '') };
}

/** Of a version that waits for its worker is said what it waits for, and of one that is held nothing at all. */
function answer(current: CurrentExtraction | null): Response {
  if (current === null || !current.isAvailable) return Response.json({ extraction: null });
  const { version, contentType, extraction } = current;
  const kind = extractionKind(contentType);
  if (extraction !== null)
    return Response.json({
      extraction: { version, ...extraction, extracted: shorten(extraction.extracted) },
    });
  return Response.json({
    extraction: kind && { version, kind, state: 'pending', reason: null, extracted: null },
  });
}

/** Facts alone, for spreadsheet programs. */
function answerTable(id: string, current: CurrentExtraction | null): Response {
  const extracted = current?.extraction?.extracted ?? null;
  if (current === null || extracted === null)
    throw new ValetKeyError('NOT_FOUND', 'Nothing was read out of this file.');
  return new Response(toFactsCsv({ id, version: current.version }, extracted), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="facts.csv"',
    },
  });
}

/** `GET /api/files/{id}/extraction`, as a table for who accepts only that. */
export function readOwnExtraction(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal, requestId }) => {
    const isExport = acceptsCsv(request);
    const current = await portal.catalogue.extraction({ ownerId: userId, fileId: id, requestId, isExport });
    return isExport ? answerTable(id, current) : answer(current);
  });
}

/** `GET /api/review/files/{id}/extraction`, as a table for who accepts only that. */
export function readReviewExtraction(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'review.read', async ({ viewer, portal, requestId }) => {
    const reviewer = await reviewerOf(portal.pool, viewer);
    const isExport = acceptsCsv(request);
    const current = await portal.review.extraction({ fileId: id, reviewer, requestId, isExport });
    return isExport ? answerTable(id, current) : answer(current);
  });
}
