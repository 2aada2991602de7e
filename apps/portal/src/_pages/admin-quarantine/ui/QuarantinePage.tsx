import { AdminShell, type ShellViewer } from '@/shared/shell';
import { HeldBoard } from './HeldBoard';

export function QuarantinePage({ viewer }: { viewer: ShellViewer & { userId: string } }) {
  return (
    <AdminShell viewer={viewer} section="quarantine" title={null}>
      <HeldBoard viewerId={viewer.userId} />
    </AdminShell>
  );
}
