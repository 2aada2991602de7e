import type { Metadata } from 'next';
import { AuditPage } from '@/_pages/admin-audit';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Audit' };

export default async function Page() {
  return <AuditPage viewer={await requireViewer('audit.read')} />;
}
