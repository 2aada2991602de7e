import type { Metadata } from 'next';
import { PeoplePage } from '@/_pages/admin-people';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'People' };

export default async function Page() {
  const viewer = await requireViewer('people.manage');
  return <PeoplePage viewer={viewer} viewerId={viewer.userId} />;
}
