import type { Metadata } from 'next';
import { InsightPage } from '@/_pages/insight';
import { requireViewer } from '@/shared/shell/index.server';
import { insightTexts } from '@/shared/texts';

export const metadata: Metadata = { title: insightTexts.title };

export default async function Page() {
  const { name, email, role } = await requireViewer('insight.read');
  return <InsightPage viewer={{ name, email, role }} renderedAt={Date.now()} />;
}
