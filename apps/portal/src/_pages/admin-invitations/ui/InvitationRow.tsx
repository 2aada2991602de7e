import { formatAgo, formatDate } from '@/shared/lib';
import { peopleTexts } from '@/shared/texts';
import { Badge, type BadgeLook, Button } from '@/shared/ui';
import type { Invitation } from '../api/invitations';

const texts = peopleTexts.invitations;

const looks: Readonly<Record<Invitation['state'], BadgeLook>> = {
  pending: 'wait',
  accepted: 'good',
  expired: 'plain',
  revoked: 'plain',
};

function whenOf({ state, acceptedAt, expiresAt }: Invitation): string | null {
  if (state === 'accepted') return acceptedAt === null ? null : texts.accepted(formatDate(acceptedAt));
  if (state === 'revoked') return null;
  return state === 'expired' ? texts.expired(formatDate(expiresAt)) : texts.expires(formatDate(expiresAt));
}

type InvitationRowProps = {
  invitation: Invitation;
  now: Date;
  onResend: (invitation: Invitation) => void;
  onWithdraw: (invitation: Invitation) => void;
};

export function InvitationRow({ invitation, now, onResend, onWithdraw }: InvitationRowProps) {
  const { email, name, role, state, createdAt, invitedBy } = invitation;
  const when = whenOf(invitation);
  const isOpen = state === 'pending' || state === 'expired';
  return (
    <li
      data-invitation={email}
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-5 py-4"
    >
      <div className="min-w-0 max-w-full">
        <p className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 font-medium [overflow-wrap:anywhere]">
            <bdi>{email}</bdi>
          </span>
          <Badge look={looks[state]}>{texts.states[state]}</Badge>
        </p>
        <p className="text-sm text-muted [overflow-wrap:anywhere]">
          {name !== null && (
            <>
              <bdi>{name}</bdi>,{' '}
            </>
          )}
          {peopleTexts.roles[role]}
          {when !== null && `, ${when}`}
        </p>
        <p className="text-sm text-muted [overflow-wrap:anywhere]">
          {texts.invitedBy(invitedBy.name ?? texts.somebody, formatAgo(createdAt, now))}
        </p>
      </div>
      {isOpen && (
        <div className="flex flex-wrap gap-3">
          <Button aria-label={texts.resendLabel(email)} onClick={() => onResend(invitation)}>
            {texts.resend}
          </Button>
          <Button look="quiet" aria-label={texts.revokeLabel(email)} onClick={() => onWithdraw(invitation)}>
            {texts.revoke}
          </Button>
        </div>
      )}
    </li>
  );
}
