import { callApi, toSearch } from '@/shared/api';
import type { Insight } from '@/shared/insight-figures';

/** The figures of some days, both included. */
export function readSummary(days: { from: string; to: string }, signal: AbortSignal): Promise<Insight> {
  return callApi<Insight>(`/api/metrics/summary${toSearch(days)}`, { signal });
}
