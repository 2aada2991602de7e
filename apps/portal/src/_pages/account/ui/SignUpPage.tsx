import Link from 'next/link';
import { textLink } from '@/shared/ui';
import { AccountLayout } from './AccountLayout';
import { SignUpForm } from './SignUpForm';

export function SignUpPage({ isMailConfigured }: { isMailConfigured: boolean }) {
  return (
    <AccountLayout
      title="Create an account"
      lead="To hand over files privately and get them back."
      footer={
        <>
          Already have an account?{' '}
          <Link href="/sign-in" className={textLink}>
            Sign in
          </Link>
        </>
      }
    >
      <SignUpForm isMailConfigured={isMailConfigured} />
    </AccountLayout>
  );
}
