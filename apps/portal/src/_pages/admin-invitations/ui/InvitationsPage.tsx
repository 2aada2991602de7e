import { AdminShell, type ShellViewer } from '@/shared/shell';
import { InvitationList } from './InvitationList';

export function InvitationsPage({ viewer }: { viewer: ShellViewer }) {
  return (
    <AdminShell viewer={viewer} section="invitations" title={null}>
      <InvitationList />
    </AdminShell>
  );
}
