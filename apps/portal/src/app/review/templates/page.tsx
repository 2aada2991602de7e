import type { Metadata } from 'next';
import { MessageTemplatesPage } from '@/_pages/message-templates';
import { requireViewer } from '@/shared/shell/index.server';
import { templateTexts } from '@/shared/texts';

export const metadata: Metadata = { title: templateTexts.title };

export default async function Page() {
  const { name, email, role } = await requireViewer('review.templates');
  return <MessageTemplatesPage viewer={{ name, email, role }} />;
}
