import { AdminShell, type ShellViewer } from '@/shared/shell';
import { WebhookList } from './WebhookList';

export function WebhooksPage({ viewer }: { viewer: ShellViewer }) {
  return (
    <AdminShell viewer={viewer} section="webhooks" title={null}>
      <WebhookList />
    </AdminShell>
  );
}
