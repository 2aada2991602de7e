import { AdminShell, type ShellViewer } from '@/shared/shell';
import { statusTexts as texts } from '@/shared/texts';
import { StatusBoard } from './StatusBoard';

export function OverviewPage({ viewer }: { viewer: ShellViewer }) {
  return (
    <AdminShell viewer={viewer} section="overview" title={texts.title} lead={texts.lead}>
      <StatusBoard />
    </AdminShell>
  );
}
