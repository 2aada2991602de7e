import type { Derivative } from '@/entities/derivative';
import type { VersionContent } from '@/entities/extraction';
import type { ReviewVersion } from '@/entities/review';
import { callApi } from '@/shared/api';

/** One version as it is compared. */
export type ComparedVersion = Pick<
  ReviewVersion,
  'version' | 'name' | 'size' | 'contentType' | 'state' | 'createdAt'
> & {
  checksumSha256: string | null;
  derivatives: Derivative[];
  extraction: VersionContent['extraction'];
};

/** One version with what was made from it and read out of it. That it was asked for is recorded. */
export function readVersion(id: string, version: number, signal: AbortSignal): Promise<ComparedVersion> {
  return callApi<ComparedVersion>(`/api/review/files/${encodeURIComponent(id)}/versions/${version}`, {
    signal,
  });
}
