import type { Metadata } from 'next';
import { MessagePage, primaryLink } from '@/shared/ui';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <MessagePage
      title="There is nothing here"
      action={
        <a href="/" className={primaryLink}>
          Go to my files
        </a>
      }
    >
      <p>The page was moved or never existed, or it belongs to somebody else.</p>
    </MessagePage>
  );
}
