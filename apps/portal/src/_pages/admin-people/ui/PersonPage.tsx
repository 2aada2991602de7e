import Link from 'next/link';
import { AdminShell, type ShellViewer } from '@/shared/shell';
import { peopleTexts as texts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { PersonView } from './PersonView';

export function PersonPage({ viewer, viewerId, id }: { viewer: ShellViewer; viewerId: string; id: string }) {
  return (
    <AdminShell viewer={viewer} section="people" title={null}>
      <p className="-mb-2 text-sm">
        <Link href="/admin/people" className={textLink}>
          {texts.person.back}
        </Link>
      </p>
      <PersonView id={id} viewerId={viewerId} />
    </AdminShell>
  );
}
