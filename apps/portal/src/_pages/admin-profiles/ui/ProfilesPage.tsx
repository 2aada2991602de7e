import { AdminShell, type ShellViewer } from '@/shared/shell';
import { profilesTexts as texts } from '@/shared/texts';
import type { KindOfFile } from '../model/KindOfFile';
import { ProfilesWorkspace } from './ProfilesWorkspace';

type ProfilesPageProps = {
  viewer: ShellViewer;
  kinds: readonly KindOfFile[];
  /** Largest file that any profile may have, in bytes. */
  limitBytes: number;
};

export function ProfilesPage({ viewer, ...workspace }: ProfilesPageProps) {
  return (
    <AdminShell viewer={viewer} section="profiles" title={texts.title} lead={texts.lead}>
      <ProfilesWorkspace {...workspace} />
    </AdminShell>
  );
}
