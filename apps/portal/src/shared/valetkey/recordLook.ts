import 'server-only';
import type { NewAuditEvent } from 'valetkey/server';
import type { Viewer } from '@/shared/auth/index.server';
import { createLookMemory } from '@/shared/events/index.server';
import type { Portal } from './getPortal';

export type Look = {
  /** Of the list; one with a search text in it is `searched` and not `listed`. */
  list: 'queue' | 'owners' | 'requests' | 'people' | 'quarantine' | 'audit' | 'notifications';
  /** Everything that was asked for, the cursor too: the same once more is the same look. */
  query: Readonly<Record<string, string | number | boolean | null | undefined>>;
  /** What somebody typed. It may be anybody's name, so it stays beside the event, where it can be erased. */
  searched?: string | null;
  /** Facts that are nobody's text: states, ids, counts. */
  details?: NewAuditEvent['details'];
};

const memory = createLookMemory();

/** Writes down that somebody of the team looked at a page of a list, before it is given. */
export async function recordLook(
  { portal, viewer, requestId }: { portal: Portal; viewer: Viewer; requestId: string },
  { list, query, searched = null, details }: Look,
): Promise<void> {
  const at = portal.clock();
  const key = JSON.stringify([viewer.userId, list, query, searched]);
  if (!memory.isNew(key, at)) return;
  const text = searched?.trim() ?? '';
  try {
    await portal.audit.record([
      {
        at,
        actor: { type: 'user', id: viewer.userId },
        action: `${list}.${text === '' ? 'listed' : 'searched'}`,
        fileId: null,
        version: null,
        purpose: null,
        reason: text === '' ? null : text,
        requestId,
        ...(details !== undefined && { details }),
      },
    ]);
  } catch (error) {
    memory.forget(key);
    throw error;
  }
}
