import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { OwnAccountPage } from '@/_pages/account';
import { listSessions, readAccountSettings } from '@/shared/accounts/index.server';
import { getViewer } from '@/shared/auth/index.server';
import { getConfig } from '@/shared/config/index.server';
import { getPool } from '@/shared/db/index.server';

export const metadata: Metadata = { title: 'Your account' };

export default async function Page() {
  const viewer = await getViewer(await headers());
  if (viewer === null) redirect('/sign-in');
  const { userId, sessionId, name, email, role } = viewer;
  const sessions = await listSessions(getPool(), { userId, currentSessionId: sessionId, now: new Date() });
  const mails = getConfig().mail === null ? null : await readAccountSettings(getPool(), userId);
  return <OwnAccountPage viewer={{ name, email, role }} sessions={sessions} mails={mails} />;
}
