import Link from 'next/link';
import { accountTexts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { AccountLayout } from './AccountLayout';
import { SignUpForm } from './SignUpForm';

const texts = accountTexts.signUpPage;

export function SignUpPage({ isMailConfigured }: { isMailConfigured: boolean }) {
  return (
    <AccountLayout
      title={texts.title}
      lead={texts.lead}
      footer={
        <>
          {texts.have}{' '}
          <Link href="/sign-in" className={textLink}>
            {accountTexts.signInLink}
          </Link>
        </>
      }
    >
      <SignUpForm isMailConfigured={isMailConfigured} />
    </AccountLayout>
  );
}
