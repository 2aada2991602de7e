import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { SignUpPage } from '@/_pages/account';
import { getViewer } from '@/shared/auth/index.server';
import { getConfig } from '@/shared/config/index.server';
import { getSettings } from '@/shared/settings/index.server';

export const metadata: Metadata = { title: 'Create an account' };

export default async function Page() {
  if ((await getViewer(await headers())) !== null) redirect('/');
  if ((await getSettings()).signUp !== 'open') notFound();
  return <SignUpPage isMailConfigured={getConfig().mail !== null} />;
}
