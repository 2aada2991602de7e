'use client';

import Link from 'next/link';
import { accountTexts } from '@/shared/texts';
import { Notice, primaryLink } from '@/shared/ui';
import { verifyEmail } from '../model/accountLinks';
import { AccountForm } from './AccountForm';
import { LinkPage } from './LinkPage';

const texts = accountTexts.verifyPage;

/** Confirms with a press: what opens links by itself, as scanners of mail do, confirms nothing. */
export function VerifyEmailPage() {
  return (
    <LinkPage title={texts.title} lead={texts.lead}>
      {(token) => (
        <AccountForm
          submitLabel={texts.submit}
          busyLabel={texts.busy}
          onSubmit={async () => {
            await verifyEmail(token);
            return (
              <>
                <Notice look="good">{texts.done}</Notice>
                <Link href="/sign-in" className={primaryLink}>
                  {accountTexts.signInLink}
                </Link>
              </>
            );
          }}
          describe={({ code }) => code === 'INVALID_LINK' && <p className="mt-1">{texts.another}</p>}
        >
          {null}
        </AccountForm>
      )}
    </LinkPage>
  );
}
