import type { Metadata } from 'next';
import { VerifyEmailPage } from '@/_pages/account';

export const metadata: Metadata = { title: 'Confirm your e-mail address' };

export default function Page() {
  return <VerifyEmailPage />;
}
