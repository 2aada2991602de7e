import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { parseQueueFilter, ReviewQueuePage, toListQuery, toSearch } from '@/_pages/review';
import { readQueue } from '@/entities/review/index.server';
import { requireViewer } from '@/shared/shell/index.server';
import { reviewTexts } from '@/shared/texts';

export const metadata: Metadata = { title: reviewTexts.queue.title };

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: PageProps) {
  const viewer = await requireViewer('review.read');
  const [given, requested] = await Promise.all([searchParams, headers()]);
  const filter = parseQueueFilter({ get: (name) => [given[name]].flat()[0] ?? null });
  const { page, counts, owner } = await readQueue(
    viewer,
    toListQuery(filter),
    requested.get('x-request-id') ?? 'none',
  );
  return (
    <ReviewQueuePage
      viewer={{ name: viewer.name, email: viewer.email, role: viewer.role }}
      viewerId={viewer.userId}
      role={viewer.role}
      first={{ search: toSearch(filter), page }}
      counts={counts}
      owner={owner}
      renderedAt={Date.now()}
    />
  );
}
