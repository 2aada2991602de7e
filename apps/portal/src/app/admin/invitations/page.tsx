import type { Metadata } from 'next';
import { InvitationsPage } from '@/_pages/admin-invitations';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Invitations' };

export default async function Page() {
  return <InvitationsPage viewer={await requireViewer('people.manage')} />;
}
