import 'server-only';
import type { ReviewedVersion } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import { cutText } from '@/entities/extraction/index.server';
import { reviewerOf } from '@/shared/auth/index.server';
import { answerCall } from '@/shared/valetkey/index.server';

type Params = { id: string; version: string };

/** Of a document's text so much is compared, in characters; a page would have to hold it twice. */
const comparedCharacters = 100_000;

function shorten(version: ReviewedVersion): ReviewedVersion {
  const { extraction } = version;
  if (extraction?.extracted?.kind === 'text')
    return { ...version, extraction: { ...extraction, extracted: cutText(extraction.extracted) } };
  if (extraction?.extracted?.kind !== 'document') return version;
  const { text, isComplete } = extraction.extracted;
  const extracted = {
    ...extraction.extracted,
    text: text.slice(0, comparedCharacters).replace(/[\ud800-\udbff]$/, ''),
    isComplete: isComplete && text.length <= comparedCharacters,
  };
  return { ...version, extraction: { ...extraction, extracted } };
}

/** The number of a version as an address has it; anything else is as unknown as a version that there is not. */
function readVersionNumber(text: string): number {
  const version = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 2 ** 31;
  if (version >= 2 ** 31) throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
  return version;
}

/** `GET /api/review/files/{id}/versions/{version}`: one version, to be looked at beside another. */
export function readReviewVersion(request: Request, { id, version }: Params): Promise<Response> {
  return answerCall(request, 'review.read', async ({ viewer, portal, requestId }) => {
    const reviewer = await reviewerOf(portal.pool, viewer);
    const wanted = { fileId: id, version: readVersionNumber(version), reviewer, requestId };
    return Response.json(shorten(await portal.review.version(wanted)));
  });
}
