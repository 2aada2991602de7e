'use client';

import Link from 'next/link';
import { accountTexts as texts } from '@/shared/texts';
import { Field, textLink } from '@/shared/ui';
import { signIn } from '../model/signIn';
import { AccountForm } from './AccountForm';
import { SendAgainButton } from './SendAgainButton';

export function SignInForm() {
  return (
    <AccountForm
      submitLabel={texts.signInPage.submit}
      busyLabel={texts.signInPage.busy}
      onSubmit={({ email = '', password = '' }) => signIn({ email, password }).then(() => null)}
      describe={({ code }, { email = '' }) =>
        code === 'EMAIL_NOT_VERIFIED' ? <SendAgainButton email={email} /> : null
      }
    >
      <Field label={texts.email} name="email" type="email" autoComplete="username" required maxLength={254} />
      <div>
        <Field
          label={texts.password}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={128}
        />
        <p className="mt-2 text-sm">
          <Link href="/forgot-password" className={textLink}>
            {texts.forgot}
          </Link>
        </p>
      </div>
    </AccountForm>
  );
}
