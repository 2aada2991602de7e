'use client';

import { useEffect, useState } from 'react';
import { ApiError } from '@/shared/api';
import { accountTexts as texts } from '@/shared/texts';
import { Field, Notice } from '@/shared/ui';
import { acceptInvitation, type InvitationOffer, readInvitationOffer } from '../model/accountLinks';
import { signIn } from '../model/signIn';
import { AccountForm } from './AccountForm';
import { PasswordField } from './PasswordField';

/** Asks what the link offers, then makes the account and signs in. */
export function InvitationForm({ token }: { token: string }) {
  const [offer, setOffer] = useState<InvitationOffer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    let isCurrent = true;
    readInvitationOffer(token)
      .then((found) => isCurrent && setOffer(found))
      .catch((error: unknown) => {
        if (isCurrent) setProblem(error instanceof ApiError ? error.message : texts.failed);
      });
    return () => {
      isCurrent = false;
    };
  }, [token]);

  if (problem !== null) return <Notice look="bad">{problem}</Notice>;
  if (offer === null) return <p role="status">{texts.wait}</p>;
  return (
    <AccountForm
      submitLabel={texts.invitationPage.submit}
      busyLabel={texts.invitationPage.busy}
      onSubmit={async ({ name = '', password = '' }) => {
        const { email } = await acceptInvitation({ token, name, password });
        await signIn({ email, password });
        return null;
      }}
    >
      <Field
        label={texts.email}
        name="email"
        type="email"
        autoComplete="username"
        readOnly
        value={offer.email}
      />
      <Field
        label={texts.name}
        name="name"
        autoComplete="name"
        required
        maxLength={100}
        defaultValue={offer.name ?? ''}
      />
      <PasswordField />
    </AccountForm>
  );
}
