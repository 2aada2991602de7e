'use client';

import { accountTexts as texts } from '@/shared/texts';
import { Field, Notice } from '@/shared/ui';
import { requestPasswordReset } from '../model/accountLinks';
import { AccountForm } from './AccountForm';

export function ForgotPasswordForm() {
  return (
    <AccountForm
      submitLabel={texts.forgotPage.submit}
      busyLabel={texts.forgotPage.busy}
      onSubmit={async ({ email = '' }) => {
        await requestPasswordReset(email);
        return <Notice look="good">{texts.forgotPage.sent}</Notice>;
      }}
    >
      <Field label={texts.email} name="email" type="email" autoComplete="username" required maxLength={254} />
    </AccountForm>
  );
}
