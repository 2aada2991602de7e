'use client';

import { Field } from '@/shared/ui';
import { signIn } from '../model/signIn';
import { AccountForm } from './AccountForm';

export function SignInForm() {
  return (
    <AccountForm
      submitLabel="Sign in"
      busyLabel="Signing in…"
      onSubmit={({ email = '', password = '' }) => signIn({ email, password })}
    >
      <Field label="E-mail" name="email" type="email" autoComplete="username" required maxLength={254} />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={128}
      />
    </AccountForm>
  );
}
