import 'server-only';
import type { Pool } from 'pg';
import type { Actor } from 'valetkey/server';
import { inTransaction } from '@/shared/db/index.server';
import { recordEvents } from '@/shared/events/index.server';

/** One's pages elsewhere are told of so many by id, which is enough for them to ask anew. */
const maxTold = 100;

type MarkRead = { pool: Pool; clock: () => Date; actor: Actor; requestId: string };

/** Which ones: by id, or everything up to one that was seen, so that what came since stays unread. */
export type WhichRead = { ids: readonly string[] } | { through: string };

/** Marks one's own notifications as read; those of others and those that are read already are left alone. Returns how many it were. */
export async function markRead(
  { pool, clock, actor, requestId }: MarkRead,
  which: WhichRead,
): Promise<number> {
  const now = clock();
  const isWanted =
    'ids' in which
      ? 'n.id = any($3::text[])'
      : '(n.at, n.id) <= (select s.at, s.id from portal.notification s where s.id = $3 and s.person_id = $1)';
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `update portal.notification n set read_at = $2 where n.person_id = $1 and n.read_at is null and ${isWanted} returning n.id`,
      [actor.id, now, 'ids' in which ? which.ids : which.through],
    );
    if (rows.length === 0) return 0;
    const ids = rows.slice(0, maxTold).map(({ id }) => id);
    await client.query('select portal.tell_notified($1, $2)', [actor.id, JSON.stringify(ids)]);
    const details = { count: rows.length };
    await recordEvents(pool, [{ at: now, actor, action: 'notifications.read', requestId, details }], client);
    return rows.length;
  });
}
