import type { Metadata } from 'next';
import { WebhookPage } from '@/_pages/admin-webhooks';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Webhook' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <WebhookPage viewer={await requireViewer('webhooks.manage')} id={(await params).id} />;
}
