import { accountTexts as texts } from '@/shared/texts';
import { Field } from '@/shared/ui';

/** A password that is being chosen. */
export function PasswordField({
  label = texts.password,
  name = 'password',
}: {
  label?: string;
  name?: string;
}) {
  return (
    <Field
      label={label}
      name={name}
      type="password"
      autoComplete="new-password"
      required
      minLength={8}
      maxLength={128}
      hint={texts.passwordHint}
    />
  );
}
