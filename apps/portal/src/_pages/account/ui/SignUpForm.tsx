'use client';

import { accountTexts as texts } from '@/shared/texts';
import { Field, Notice } from '@/shared/ui';
import { signUp } from '../model/signIn';
import { AccountForm } from './AccountForm';
import { PasswordField } from './PasswordField';
import { SendAgainButton } from './SendAgainButton';

export function SignUpForm({ isMailConfigured }: { isMailConfigured: boolean }) {
  return (
    <AccountForm
      submitLabel={texts.signUpPage.submit}
      busyLabel={texts.signUpPage.busy}
      onSubmit={async ({ name = '', email = '', password = '' }) => {
        if (await signUp({ name, email, password })) return null;
        return (
          <>
            <Notice look="good">{isMailConfigured ? texts.signedUp.mailed : texts.signedUp.unmailed}</Notice>
            {isMailConfigured && <SendAgainButton email={email} />}
          </>
        );
      }}
    >
      <Field label={texts.name} name="name" autoComplete="name" required maxLength={100} />
      <Field label={texts.email} name="email" type="email" autoComplete="username" required maxLength={254} />
      <PasswordField />
    </AccountForm>
  );
}
