import type { Metadata } from 'next';
import { BreakGlassPage } from '@/_pages/admin-break-glass';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Emergency access' };

export default async function Page() {
  return <BreakGlassPage viewer={await requireViewer('audit.read')} />;
}
