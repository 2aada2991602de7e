import type { Metadata } from 'next';
import { ForgotPasswordPage } from '@/_pages/account';
import { getConfig } from '@/shared/config/index.server';

export const metadata: Metadata = { title: 'Set a new password' };

export default function Page() {
  return <ForgotPasswordPage isMailConfigured={getConfig().mail !== null} />;
}
