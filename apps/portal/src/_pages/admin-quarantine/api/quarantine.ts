import type { HeldFile, HeldPage } from '@/entities/quarantine';
import { callApi, type PageOf, toSearch } from '@/shared/api';
import type { HoldAction } from '../model/HoldAction';

const base = '/api/admin/quarantine';

export async function listHeld({
  cursor,
  signal,
}: {
  cursor: string | undefined;
  signal: AbortSignal;
}): Promise<PageOf<HeldFile>> {
  const { files, nextCursor } = await callApi<HeldPage>(`${base}${toSearch({ cursor })}`, { signal });
  return { items: files, nextCursor };
}

/** Decides about what was seen: 409 `STALE` when it was scanned again since. */
export async function decideHeld(
  { id, revision }: Pick<HeldFile, 'id' | 'revision'>,
  action: HoldAction,
  reason: string,
): Promise<void> {
  await callApi<unknown>(`${base}/${encodeURIComponent(id)}/${action}`, {
    method: 'POST',
    body: { revision, reason },
  });
}
