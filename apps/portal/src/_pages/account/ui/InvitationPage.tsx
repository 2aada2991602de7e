'use client';

import { accountTexts } from '@/shared/texts';
import { InvitationForm } from './InvitationForm';
import { LinkPage } from './LinkPage';

const texts = accountTexts.invitationPage;

export function InvitationPage() {
  return (
    <LinkPage title={texts.title} lead={texts.lead}>
      {(token) => <InvitationForm token={token} />}
    </LinkPage>
  );
}
