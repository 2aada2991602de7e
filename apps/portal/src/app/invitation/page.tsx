import type { Metadata } from 'next';
import { InvitationPage } from '@/_pages/account';

export const metadata: Metadata = { title: 'Invitation' };

export default function Page() {
  return <InvitationPage />;
}
