import { createHash, randomBytes } from 'node:crypto';
import { roleOf } from '@/shared/auth';
import type { Invitation, InvitationState } from './Account';

/** An invitation works this long. */
export const invitationSeconds = 7 * 24 * 60 * 60;

export type InvitationRow = {
  id: string;
  email: string;
  name: string | null;
  role: string;
  created_at: Date;
  expires_at: Date;
  accepted_at: Date | null;
  revoked_at: Date | null;
  invited_by: string;
  inviter: string | null;
  created_text: string;
};

/** `from` clause and columns of every query that answers invitations. */
export const invitationColumns = `i.id, i.email, i.name, i.role, i.created_at, i.expires_at, i.accepted_at, i.revoked_at,
  i.invited_by, u."name" as inviter, i.created_at::text as created_text`;
export const invitationSource = `portal.invitation i left join auth."user" u on u."id" = i.invited_by`;

function stateOf(row: InvitationRow, now: Date): InvitationState {
  if (row.accepted_at !== null) return 'accepted';
  if (row.revoked_at !== null) return 'revoked';
  return row.expires_at <= now ? 'expired' : 'pending';
}

export function toInvitation(row: InvitationRow, now: Date): Invitation {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: roleOf(row.role),
    state: stateOf(row, now),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    acceptedAt: row.accepted_at?.toISOString() ?? null,
    invitedBy: { id: row.invited_by, name: row.inviter },
  };
}

/** A new token, and what of it is stored. */
export function createInvitationToken(): { token: string; tokenSha256: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenSha256: hashInvitationToken(token) };
}

export function hashInvitationToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
