import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { SignInPage } from '@/_pages/account';
import { getViewer } from '@/shared/auth/index.server';
import { getSettings } from '@/shared/settings/index.server';

export const metadata: Metadata = { title: 'Sign in' };

export default async function Page() {
  if ((await getViewer(await headers())) !== null) redirect('/');
  const { signUp } = await getSettings();
  return <SignInPage isSignUpOpen={signUp === 'open'} />;
}
