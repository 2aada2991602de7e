import Link from 'next/link';
import { AdminShell, type ShellViewer } from '@/shared/shell';
import { peopleTexts as texts } from '@/shared/texts';
import { primaryLink } from '@/shared/ui';
import { PeopleList } from './PeopleList';

export function PeoplePage({ viewer, viewerId }: { viewer: ShellViewer; viewerId: string }) {
  return (
    <AdminShell
      viewer={viewer}
      section="people"
      title={texts.list.title}
      lead={texts.list.lead}
      actions={
        <Link href="/admin/invitations?new=1" className={primaryLink}>
          {texts.list.invite}
        </Link>
      }
    >
      <PeopleList viewerId={viewerId} />
    </AdminShell>
  );
}
