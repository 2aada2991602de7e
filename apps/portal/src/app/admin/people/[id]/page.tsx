import type { Metadata } from 'next';
import { PersonPage } from '@/_pages/admin-people';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Person' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const viewer = await requireViewer('people.manage');
  return <PersonPage viewer={viewer} viewerId={viewer.userId} id={(await params).id} />;
}
