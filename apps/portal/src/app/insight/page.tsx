import type { Metadata } from 'next';
import { InsightPage } from '@/_pages/insight';
import { hasReviewScope } from '@/entities/review/index.server';
import { requireViewer } from '@/shared/shell/index.server';
import { insightTexts } from '@/shared/texts';

export const metadata: Metadata = { title: insightTexts.title };

export default async function Page() {
  const viewer = await requireViewer('insight.read');
  const isScoped = await hasReviewScope(viewer);
  const { name, email, role } = viewer;
  return <InsightPage viewer={{ name, email, role }} isScoped={isScoped} renderedAt={Date.now()} />;
}
