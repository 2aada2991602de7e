import 'server-only';
import type { CurrentExtraction } from 'valetkey/postgres';
import type { Extracted } from 'valetkey/server';
import { reviewerOf } from '@/shared/auth/index.server';
import { extractionKind } from '@/shared/extractions';
import { answerCall } from '@/shared/valetkey/index.server';

type Params = { id: string };

/** Of a document's text pages show how it begins; the rest is for search. */
const shownCharacters = 4_000;

function shorten(extracted: Extracted | null): Extracted | null {
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

/** `GET /api/files/{id}/extraction` */
export function readOwnExtraction(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal, requestId }) =>
    answer(await portal.catalogue.extraction({ ownerId: userId, fileId: id, requestId })),
  );
}

/** `GET /api/review/files/{id}/extraction` */
export function readReviewExtraction(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'review.read', async ({ viewer, portal, requestId }) => {
    const reviewer = await reviewerOf(portal.pool, viewer);
    return answer(await portal.review.extraction({ fileId: id, reviewer, requestId }));
  });
}
