import Link from 'next/link';
import { accountTexts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { AccountLayout } from './AccountLayout';
import { SignInForm } from './SignInForm';

const texts = accountTexts.signInPage;

export function SignInPage({ isSignUpOpen }: { isSignUpOpen: boolean }) {
  return (
    <AccountLayout
      title={texts.title}
      lead={texts.lead}
      footer={
        isSignUpOpen ? (
          <>
            {texts.isNew}{' '}
            <Link href="/sign-up" className={textLink}>
              {texts.create}
            </Link>
          </>
        ) : (
          texts.byInvitation
        )
      }
    >
      <SignInForm />
    </AccountLayout>
  );
}
