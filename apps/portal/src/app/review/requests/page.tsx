import type { Metadata } from 'next';
import { DocumentRequestsPage } from '@/_pages/document-requests';
import { requireViewer } from '@/shared/shell/index.server';
import { requestTexts } from '@/shared/texts';

export const metadata: Metadata = { title: requestTexts.title };

export default async function Page() {
  const { name, email, role } = await requireViewer('review.read');
  return <DocumentRequestsPage viewer={{ name, email, role }} />;
}
