import type { Metadata } from 'next';
import { WebhooksPage } from '@/_pages/admin-webhooks';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Webhooks' };

export default async function Page() {
  return <WebhooksPage viewer={await requireViewer('webhooks.manage')} />;
}
