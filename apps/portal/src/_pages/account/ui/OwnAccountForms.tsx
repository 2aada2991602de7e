'use client';

import type { AccountSettings } from '@/shared/accounts';
import { accountTexts } from '@/shared/texts';
import { CheckboxField, Field, Notice } from '@/shared/ui';
import { changeMails, changePassword, renameSelf } from '../model/ownAccount';
import { AccountForm } from './AccountForm';
import { PasswordField } from './PasswordField';

const texts = accountTexts.ownPage;

export function NameForm({ name }: { name: string }) {
  return (
    <AccountForm
      submitLabel={texts.nameSave}
      busyLabel={texts.saving}
      onSubmit={async (values) => {
        await renameSelf(values.name ?? '');
        return <Notice look="good">{texts.nameSaved}</Notice>;
      }}
    >
      <Field
        label={accountTexts.name}
        name="name"
        autoComplete="name"
        required
        maxLength={100}
        defaultValue={name}
      />
    </AccountForm>
  );
}

/** Which mails one gets; what nobody but the team gets is offered to the team alone. */
export function MailForm({ mails, isTeam }: { mails: AccountSettings; isTeam: boolean }) {
  return (
    <AccountForm
      submitLabel={texts.mailSave}
      busyLabel={texts.saving}
      onSubmit={async (values) => {
        await changeMails({
          isOutcomeMailed: values.isOutcomeMailed !== undefined,
          isReminderMailed: values.isReminderMailed !== undefined,
          ...(isTeam && { isMentionMailed: values.isMentionMailed !== undefined }),
        });
        return <Notice look="good">{texts.mailSaved}</Notice>;
      }}
    >
      <CheckboxField
        label={texts.outcomeMail}
        hint={texts.outcomeMailHint}
        name="isOutcomeMailed"
        defaultChecked={mails.isOutcomeMailed}
      />
      <CheckboxField
        label={texts.reminderMail}
        hint={texts.reminderMailHint}
        name="isReminderMailed"
        defaultChecked={mails.isReminderMailed}
      />
      {isTeam && (
        <CheckboxField
          label={texts.mentionMail}
          hint={texts.mentionMailHint}
          name="isMentionMailed"
          defaultChecked={mails.isMentionMailed}
        />
      )}
    </AccountForm>
  );
}

export function PasswordForm({ email }: { email: string }) {
  return (
    <AccountForm
      submitLabel={texts.passwordSave}
      busyLabel={texts.saving}
      onSubmit={async ({ current = '', password = '' }) => {
        await changePassword({ currentPassword: current, newPassword: password });
        return <Notice look="good">{texts.passwordSaved}</Notice>;
      }}
    >
      <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
      <Field
        label={texts.current}
        name="current"
        type="password"
        autoComplete="current-password"
        required
        maxLength={128}
      />
      <PasswordField label={accountTexts.newPassword} />
    </AccountForm>
  );
}
