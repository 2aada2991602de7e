import 'server-only';
import type { Pool } from 'pg';
import { createCursors } from '@/shared/db/index.server';
import type { Invitation } from './Account';
import { type InvitationRow, invitationColumns, invitationSource, toInvitation } from './invitationRow';

/** Invitations, newest first, a page at a time. */
export async function listInvitations(
  { pool, cursorSecret, now }: { pool: Pool; cursorSecret: string; now: Date },
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ invitations: Invitation[]; nextCursor: string | null }> {
  const cursors = createCursors(cursorSecret, ['invitations']);
  const after = cursor === null ? null : cursors.read(cursor);
  const { rows } = await pool.query<InvitationRow>(
    `select ${invitationColumns} from ${invitationSource}
     where $2::timestamptz is null or (i.created_at, i.id) < ($2::timestamptz, $3)
     order by i.created_at desc, i.id desc limit $1`,
    [limit + 1, after?.sortValue ?? null, after?.id ?? null],
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    invitations: page.map((row) => toInvitation(row, now)),
    nextCursor: last === undefined ? null : cursors.write({ sortValue: last.created_text, id: last.id }),
  };
}
