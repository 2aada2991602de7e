import type { LinkOffer } from '@/entities/person';
import { callApi, type PageOf, toSearch } from '@/shared/api';
import type { Role } from '@/shared/auth';

export type Invitation = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  state: 'pending' | 'expired' | 'accepted' | 'revoked';
  createdAt: string;
  expiresAt: string;
  acceptedAt: string | null;
  invitedBy: { id: string; name: string | null };
};

type Given = { invitation: Invitation } & ({ sent: true } | { link: string });

/** An invitation, and what became of its link. */
export type InvitationGiven = { invitation: Invitation; offer: LinkOffer };

const base = '/api/admin/invitations';

function toGiven({ invitation, ...rest }: Given): InvitationGiven {
  return {
    invitation,
    offer: 'link' in rest ? { link: rest.link, expiresAt: invitation.expiresAt } : { sent: true },
  };
}

export async function listInvitations({
  cursor,
  signal,
}: {
  cursor: string | undefined;
  signal: AbortSignal;
}): Promise<PageOf<Invitation>> {
  const { invitations, nextCursor } = await callApi<{
    invitations: Invitation[];
    nextCursor: string | null;
  }>(`${base}${toSearch({ cursor })}`, { signal });
  return { items: invitations, nextCursor };
}

export async function invite(body: { email: string; role: Role; name?: string }): Promise<InvitationGiven> {
  return toGiven(await callApi<Given>(base, { method: 'POST', body }));
}

export async function inviteAgain(id: string): Promise<InvitationGiven> {
  return toGiven(
    await callApi<Given>(`${base}/${encodeURIComponent(id)}/resend`, { method: 'POST', body: {} }),
  );
}

export function withdrawInvitation(id: string): Promise<void> {
  return callApi<void>(`${base}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
