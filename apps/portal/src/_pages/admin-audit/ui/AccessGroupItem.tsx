import Link from 'next/link';
import { type AccessFilter, describeActor } from '@/entities/audit';
import { FileName } from '@/entities/file';
import { auditTexts as texts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import type { AccessGroup } from '../model/groupAccess';
import { AccessLine } from './AccessLine';

type AccessGroupItemProps = { group: AccessGroup; by: 'person' | 'file'; filter: AccessFilter };

/** A person, or a file, and each kind of thing that was done. */
export function AccessGroupItem({ group, by, filter }: AccessGroupItemProps) {
  const { actor, file, fileName } = group.rows[0]!;
  return (
    <li className="grid gap-x-6 gap-y-2 px-5 py-4 md:grid-cols-[14rem_minmax(0,1fr)]">
      <div className="min-w-0 [overflow-wrap:anywhere]">
        {by === 'person' ? (
          <>
            <h3 className="font-semibold">
              <bdi>{describeActor(actor)}</bdi>
            </h3>
            <p className="text-sm text-muted">
              <bdi>{actor.email === '' ? actor.id : actor.email}</bdi>
            </p>
            <Link
              href={`/admin/audit?actor=${encodeURIComponent(actor.id)}`}
              prefetch={false}
              className={`text-sm ${textLink}`}
            >
              {texts.showPerson}
            </Link>
          </>
        ) : (
          <>
            <h3 className="font-semibold">
              {fileName === null ? texts.about.fileUnknown : <FileName name={fileName} />}
            </h3>
            <Link
              href={`/admin/audit?file=${encodeURIComponent(file)}`}
              prefetch={false}
              className={`text-sm ${textLink}`}
            >
              {texts.showFile}
            </Link>
          </>
        )}
      </div>
      <ul className="grid content-start gap-2">
        {group.rows.map((row) => (
          <AccessLine key={`${row.action} ${row.purpose}`} row={row} filter={filter} />
        ))}
      </ul>
    </li>
  );
}
