import type { Metadata } from 'next';
import { QuarantinePage } from '@/_pages/admin-quarantine';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Quarantine' };

export default async function Page() {
  return <QuarantinePage viewer={await requireViewer('quarantine.decide')} />;
}
