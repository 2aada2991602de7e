import Link from 'next/link';
import { textLink } from '@/shared/ui';
import { AccountLayout } from './AccountLayout';
import { SignInForm } from './SignInForm';

export function SignInPage({ isSignUpOpen }: { isSignUpOpen: boolean }) {
  return (
    <AccountLayout
      title="Sign in"
      lead="Your files are private: only you and the team that reviews them can open them."
      footer={
        isSignUpOpen ? (
          <>
            New here?{' '}
            <Link href="/sign-up" className={textLink}>
              Create an account
            </Link>
          </>
        ) : (
          'No account yet? Ask the team for an invitation.'
        )
      }
    >
      <SignInForm />
    </AccountLayout>
  );
}
