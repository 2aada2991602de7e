import type { Metadata } from 'next';
import Link from 'next/link';
import { MessagePage, primaryLink } from '@/shared/ui';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <MessagePage
      title="There is nothing here"
      action={
        <Link href="/" className={primaryLink}>
          Go to my files
        </Link>
      }
    >
      <p>The page was moved or never existed, or it belongs to somebody else.</p>
    </MessagePage>
  );
}
