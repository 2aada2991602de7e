import type { Metadata } from 'next';
import { JobsPage } from '@/_pages/admin-jobs';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Jobs' };

export default async function Page() {
  return <JobsPage viewer={await requireViewer('jobs.manage')} />;
}
