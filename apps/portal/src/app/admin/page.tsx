import type { Metadata } from 'next';
import { OverviewPage } from '@/_pages/admin-overview';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Overview' };

export default async function Page() {
  return <OverviewPage viewer={await requireViewer('status.read')} />;
}
