import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { ValetKeyError } from 'valetkey/protocol';
import { parseQueueFilter, ReviewFilePage, toSearch } from '@/_pages/review';
import { openReviewFile } from '@/entities/review/index.server';
import { requireViewer } from '@/shared/shell/index.server';
import { reviewTexts } from '@/shared/texts';

// A file's name has no business in the history of the browser.
export const metadata: Metadata = { title: reviewTexts.file.title };

type PageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function Page({ params, searchParams }: PageProps) {
  const viewer = await requireViewer('review.read');
  const [{ id }, given, requested] = await Promise.all([params, searchParams, headers()]);
  const requestId = requested.get('x-request-id') ?? 'none';
  const detail = await openReviewFile(viewer, { fileId: id, requestId }).catch((error: unknown) => {
    if (error instanceof ValetKeyError && error.code === 'NOT_FOUND') notFound();
    throw error;
  });
  const filter = parseQueueFilter({ get: (name) => [given[name]].flat()[0] ?? null });
  return (
    <ReviewFilePage
      viewer={{ name: viewer.name, email: viewer.email, role: viewer.role }}
      viewerId={viewer.userId}
      detail={detail}
      search={toSearch(filter)}
      renderedAt={Date.now()}
    />
  );
}
