import type { ApiClient } from './ApiClient.ts';
import { clientOf } from './clients.ts';

/** A profile as an administrator reads it, so that it can be sent back; nothing where there is none. */
async function readProfile(ada: ApiClient, name: string) {
  const { profiles } = (await ada.get('/api/admin/profiles')).json;
  const found = profiles.find((one: { name: string }) => one.name === name);
  if (found === undefined) return null;
  const { name: _name, updatedAt: _at, updatedBy: _by, ...settings } = found;
  return settings;
}

/** Ends the review of a test's own profile: its files wait in nobody's queue after that. */
export async function endReviewOf(name: string): Promise<void> {
  const ada = clientOf('ada');
  const settings = await readProfile(ada, name);
  if (settings === null) return;
  const json = { ...settings, isReviewRequired: false };
  const { status, text } = await ada.send(`/api/admin/profiles/${name}`, { method: 'PUT', json });
  if (status !== 200) throw new Error(`profile ${name}: ${status} ${text}`);
}
