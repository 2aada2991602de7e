import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { OneFilePage } from '@/_pages/one-file';
import { getViewer } from '@/shared/auth/index.server';

export const metadata: Metadata = { title: 'Send one file' };

export default async function Page() {
  if ((await getViewer(await headers())) === null) redirect('/sign-in');
  return <OneFilePage />;
}
