import { callApi } from '@/shared/api';
import type { ProfileSettings, UploadProfileFacts } from '@/shared/profiles';

export type ProfileInput = ProfileSettings & { label: string };

const base = '/api/admin/profiles';

/** All profiles, for an administrator; the default first. */
export async function listProfiles(signal?: AbortSignal): Promise<UploadProfileFacts[]> {
  const { profiles } = await callApi<{ profiles: UploadProfileFacts[] }>(base, { ...(signal && { signal }) });
  return profiles;
}

export function createProfile(name: string, input: ProfileInput): Promise<UploadProfileFacts> {
  return callApi<UploadProfileFacts>(base, { method: 'POST', body: { name, ...input } });
}

/** Changes the profile that was read at `revision`; 409 `STALE` when somebody was faster. */
export function changeProfile(
  name: string,
  input: ProfileInput & { revision: number },
): Promise<UploadProfileFacts> {
  return callApi<UploadProfileFacts>(`${base}/${encodeURIComponent(name)}`, { method: 'PUT', body: input });
}

export function deleteProfile(name: string): Promise<void> {
  return callApi<void>(`${base}/${encodeURIComponent(name)}`, { method: 'DELETE' });
}
