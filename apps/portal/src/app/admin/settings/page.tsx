import type { Metadata } from 'next';
import { SettingsPage } from '@/_pages/admin-settings';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Settings' };

export default async function Page() {
  return <SettingsPage viewer={await requireViewer('settings.manage')} />;
}
