import type { ReviewException } from '@/entities/review';
import { callApi, type PageOf, toSearch } from '@/shared/api';

/** What was opened beside scopes, newest first. */
export async function listExceptions({
  cursor,
  signal,
}: {
  cursor: string | undefined;
  signal: AbortSignal;
}): Promise<PageOf<ReviewException>> {
  const { exceptions, nextCursor } = await callApi<{
    exceptions: ReviewException[];
    nextCursor: string | null;
  }>(`/api/admin/break-glass${toSearch({ cursor })}`, { signal });
  return { items: exceptions, nextCursor };
}
