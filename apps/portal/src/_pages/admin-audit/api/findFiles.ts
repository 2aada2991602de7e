import { listReviewFiles } from '@/entities/review';

export type FoundFile = { id: string; name: string; owner: string };

/** Also what was not accepted: somebody may ask about exactly that. */
const states = 'uploaded,verifying,available,quarantined,rejected';

/** Files of everybody whose name has this in it, the newest first. */
export async function findFiles(q: string, signal: AbortSignal): Promise<FoundFile[]> {
  const { files } = await listReviewFiles({ q, state: states, sort: '-createdAt', limit: 6 }, { signal });
  return files.map(({ id, name, owner }) => ({ id, name, owner: owner.name }));
}
