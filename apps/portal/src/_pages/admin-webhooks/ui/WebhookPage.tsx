import Link from 'next/link';
import { AdminShell, type ShellViewer } from '@/shared/shell';
import { webhooksTexts as texts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { WebhookView } from './WebhookView';

export function WebhookPage({ viewer, id }: { viewer: ShellViewer; id: string }) {
  return (
    <AdminShell viewer={viewer} section="webhooks" title={null}>
      <p className="-mb-2 text-sm">
        <Link href="/admin/webhooks" className={textLink}>
          {texts.one.back}
        </Link>
      </p>
      <WebhookView id={id} />
    </AdminShell>
  );
}
