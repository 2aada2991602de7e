'use client';

import Link from 'next/link';
import { accountTexts } from '@/shared/texts';
import { Notice, primaryLink, textLink } from '@/shared/ui';
import { resetPassword } from '../model/accountLinks';
import { AccountForm } from './AccountForm';
import { LinkPage } from './LinkPage';
import { PasswordField } from './PasswordField';

const texts = accountTexts.resetPage;

export function ResetPasswordPage() {
  return (
    <LinkPage title={texts.title} lead={texts.lead}>
      {(token) => (
        <AccountForm
          submitLabel={texts.submit}
          busyLabel={texts.busy}
          onSubmit={async ({ password = '' }) => {
            await resetPassword({ token, newPassword: password });
            return (
              <>
                <Notice look="good">{texts.done}</Notice>
                <Link href="/sign-in" className={primaryLink}>
                  {accountTexts.signInLink}
                </Link>
              </>
            );
          }}
          describe={({ code }) =>
            code === 'INVALID_LINK' && (
              <p className="mt-1">
                <Link href="/forgot-password" className={textLink}>
                  {texts.another}
                </Link>
              </p>
            )
          }
        >
          <PasswordField label={accountTexts.newPassword} />
        </AccountForm>
      )}
    </LinkPage>
  );
}
