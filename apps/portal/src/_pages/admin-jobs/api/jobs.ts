import type { JobCount, JobsPage, ParkedJob } from '@/entities/job';
import { callApi, type PageOf, toSearch } from '@/shared/api';

const base = '/api/admin/jobs';

export async function listJobs({
  cursor,
  signal,
}: {
  cursor: string | undefined;
  signal: AbortSignal;
}): Promise<PageOf<ParkedJob> & { counts: JobCount[] }> {
  const { counts, jobs, nextCursor } = await callApi<JobsPage>(`${base}${toSearch({ cursor })}`, { signal });
  return { counts, items: jobs, nextCursor };
}

export function retryJob(id: string): Promise<void> {
  return callApi<void>(`${base}/${encodeURIComponent(id)}/retry`, { method: 'POST', body: {} });
}

export function discardJob(id: string): Promise<void> {
  return callApi<void>(`${base}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
