'use client';

import { useRef, useState } from 'react';
import { LinkDialog } from '@/entities/person';
import { usePagedList } from '@/shared/api';
import { useQueryState } from '@/shared/lib';
import { peopleTexts } from '@/shared/texts';
import { Button, ConfirmDialog, Icon, PagedPanel } from '@/shared/ui';
import {
  type Invitation,
  type InvitationGiven,
  inviteAgain,
  listInvitations,
  withdrawInvitation,
} from '../api/invitations';
import { InvitationRow } from './InvitationRow';
import { InviteDialog } from './InviteDialog';

const texts = peopleTexts.invitations;
const names = ['new'] as const;

type Open =
  | { kind: 'resend'; invitation: Invitation }
  | { kind: 'withdraw'; invitation: Invitation }
  | { kind: 'given'; given: InvitationGiven };

export function InvitationList() {
  // In the address, so that other pages can link to the form.
  const [query, setQuery] = useQueryState(names);
  const [open, setOpen] = useState<Open | null>(null);
  const [said, setSaid] = useState('');
  const [now, setNow] = useState(() => new Date());
  const heading = useRef<HTMLHeadingElement>(null);
  const list = usePagedList<Invitation>('invitations', async (input) => {
    const page = await listInvitations(input);
    setNow(new Date());
    return page;
  });

  const inviteButton = (
    <Button look="primary" onClick={() => setQuery({ new: '1' })}>
      <Icon name="mail" className="size-4" />
      {texts.invite}
    </Button>
  );

  return (
    <section aria-labelledby="invitations" aria-busy={list.status !== 'ready'} className="grid gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div>
          <h1
            id="invitations"
            ref={heading}
            tabIndex={-1}
            className="text-2xl font-semibold tracking-tight outline-none"
          >
            {texts.title}
          </h1>
          <p className="mt-1 text-muted">{texts.lead}</p>
        </div>
        {inviteButton}
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
      <PagedPanel list={list} texts={texts} emptyIcon="mail">
        <ul className="divide-y divide-line">
          {list.items.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              now={now}
              onResend={(chosen) => setOpen({ kind: 'resend', invitation: chosen })}
              onWithdraw={(chosen) => setOpen({ kind: 'withdraw', invitation: chosen })}
            />
          ))}
        </ul>
      </PagedPanel>
      {query.new !== '' && (
        <InviteDialog
          onClose={() => setQuery({ new: '' })}
          onInvited={(given) => {
            list.reload();
            setQuery({ new: '' });
            setOpen({ kind: 'given', given });
          }}
        />
      )}
      {open?.kind === 'resend' && (
        <ConfirmDialog
          title={texts.resendTitle(open.invitation.email)}
          lead={texts.resendLead}
          confirmLabel={texts.resend}
          busyLabel={texts.resendBusy}
          cancelLabel={peopleTexts.cancel}
          onClose={() => setOpen(null)}
          run={async () => {
            const given = await inviteAgain(open.invitation.id);
            list.change(given.invitation);
            setOpen({ kind: 'given', given });
          }}
        />
      )}
      {open?.kind === 'withdraw' && (
        <ConfirmDialog
          title={texts.revokeTitle(open.invitation.email)}
          lead={texts.revokeLead}
          confirmLabel={texts.revoke}
          busyLabel={texts.revokeBusy}
          cancelLabel={texts.revokeCancel}
          look="danger"
          onClose={() => setOpen(null)}
          run={async () => {
            await withdrawInvitation(open.invitation.id);
            list.change({ ...open.invitation, state: 'revoked' });
            setSaid(texts.revoked(open.invitation.email));
            setOpen(null);
            // The button that was pressed went with the state.
            heading.current?.focus();
          }}
        />
      )}
      {open?.kind === 'given' && (
        <LinkDialog
          offer={open.given.offer}
          email={open.given.invitation.email}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}
