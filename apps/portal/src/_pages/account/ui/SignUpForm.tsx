'use client';

import { Field } from '@/shared/ui';
import { signUp } from '../model/signIn';
import { AccountForm } from './AccountForm';

export function SignUpForm() {
  return (
    <AccountForm
      submitLabel="Create account"
      busyLabel="Creating the account…"
      onSubmit={({ name = '', email = '', password = '' }) => signUp({ name, email, password })}
    >
      <Field label="Name" name="name" autoComplete="name" required maxLength={100} />
      <Field label="E-mail" name="email" type="email" autoComplete="username" required maxLength={254} />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={8}
        maxLength={128}
        hint="At least 8 characters. A few words are easier to remember than one."
      />
    </AccountForm>
  );
}
