import { AdminShell, type ShellViewer } from '@/shared/shell';
import { JobBoard } from './JobBoard';

export function JobsPage({ viewer }: { viewer: ShellViewer }) {
  return (
    <AdminShell viewer={viewer} section="jobs" title={null}>
      <JobBoard />
    </AdminShell>
  );
}
