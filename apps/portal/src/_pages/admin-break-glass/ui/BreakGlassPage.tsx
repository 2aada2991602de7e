import { AdminShell, type ShellViewer } from '@/shared/shell';
import { exceptionsTexts } from '@/shared/texts';
import { ExceptionList } from './ExceptionList';

export function BreakGlassPage({ viewer }: { viewer: ShellViewer }) {
  return (
    <AdminShell
      viewer={viewer}
      section="breakGlass"
      title={exceptionsTexts.title}
      lead={exceptionsTexts.lead}
    >
      <ExceptionList />
    </AdminShell>
  );
}
