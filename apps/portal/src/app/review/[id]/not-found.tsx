import { headers } from 'next/headers';
import { MissingFilePage } from '@/_pages/review';
import NotFound from '@/app/not-found';
import { hasReviewScope } from '@/entities/review/index.server';
import { getViewer } from '@/shared/auth/index.server';

/** A reviewer with a scope may need a file beside it; to everybody else there is nothing here, as everywhere. */
export default async function NotFoundInReview() {
  const viewer = await getViewer(await headers());
  if (viewer === null || !(await hasReviewScope(viewer))) return <NotFound />;
  return <MissingFilePage viewer={{ name: viewer.name, email: viewer.email, role: viewer.role }} />;
}
