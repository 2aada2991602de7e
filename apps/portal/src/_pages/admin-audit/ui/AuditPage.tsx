import { AdminShell, type ShellViewer } from '@/shared/shell';
import { auditTexts as texts } from '@/shared/texts';
import { AuditBrowser } from './AuditBrowser';

export function AuditPage({ viewer }: { viewer: ShellViewer }) {
  return (
    <AdminShell viewer={viewer} section="audit" title={texts.title} lead={texts.lead}>
      <AuditBrowser />
    </AdminShell>
  );
}
