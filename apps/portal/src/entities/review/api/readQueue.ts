import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { hasPermission, readPeople, reviewerOf, type Viewer } from '@/shared/auth/index.server';
import { getPortal } from '@/shared/valetkey/index.server';
import type {
  ReviewCounts,
  ReviewDetail,
  ReviewListQuery,
  ReviewOwner,
  ReviewPage,
} from '../model/ReviewFile';
import { nameDetail, nameFiles } from './nameDetail';
import { recordQueueLook } from './recordQueueLook';

/** Files in the first page, which the server renders. */
const firstPageSize = 50;

/** What the queue's page starts with. */
export type RenderedQueue = { page: ReviewPage; counts: ReviewCounts; owner: ReviewOwner | null };

function demandReviewer(viewer: Viewer): void {
  if (!hasPermission(viewer.role, 'review.read'))
    throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
}

/** The first page of the queue, its counts, and the owner whom the query names, for rendering. */
export async function readQueue(
  viewer: Viewer,
  query: ReviewListQuery,
  requestId: string,
): Promise<RenderedQueue> {
  demandReviewer(viewer);
  const portal = getPortal();
  const { pool, review } = portal;
  const { scope = null } = await reviewerOf(pool, viewer);
  const wanted = {
    ...query,
    ...(query.assignee === 'me' && { assignee: viewer.userId }),
    limit: firstPageSize,
  };
  const [page, counts, people] = await Promise.all([
    review.list({ ...wanted, scope }),
    review.counts({ scope }),
    readPeople(pool, query.owner === undefined ? [] : [query.owner]),
  ]);
  await recordQueueLook({ viewer, portal, requestId }, wanted, page.files);
  const owner = query.owner === undefined ? undefined : people.get(query.owner);
  return {
    page: { ...page, files: await nameFiles(pool, page.files) },
    counts,
    owner: owner === undefined ? null : { id: owner.id, name: owner.name, email: owner.email },
  };
}

/** One file for rendering; that it was opened is in the audit trail. */
export async function openReviewFile(
  viewer: Viewer,
  { fileId, requestId }: { fileId: string; requestId: string },
): Promise<ReviewDetail> {
  demandReviewer(viewer);
  const portal = getPortal();
  const reviewer = await reviewerOf(portal.pool, viewer);
  return nameDetail(portal, await portal.review.get({ fileId, reviewer, requestId }));
}

/** Whether somebody reviews, but not everybody's files. */
export async function hasReviewScope(viewer: Viewer): Promise<boolean> {
  if (!hasPermission(viewer.role, 'review.read')) return false;
  return (await reviewerOf(getPortal().pool, viewer)).scope !== null;
}
