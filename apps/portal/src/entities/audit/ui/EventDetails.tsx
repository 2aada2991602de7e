import Link from 'next/link';
import { auditTexts as texts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import type { AuditEvent } from '../model/AuditEvent';

/** What an investigator needs of an event and nobody else: ids, the whole hash, and every detail as it was written. */
export function EventDetails({ event }: { event: AuditEvent }) {
  const { id, actor, file, hash, requestId, details, sealed } = event;
  const rows: [label: string, value: string][] = [
    [texts.eventId, id],
    [texts.requestId, requestId],
    [texts.actorId, `${actor.type} ${actor.id}`],
    ...(file === null ? [] : ([[texts.fileId, file]] as [string, string][])),
    ...Object.entries(details ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    [texts.hash, hash],
  ];
  return (
    <div className="mt-2 grid gap-3 rounded-lg bg-sunken px-4 py-3 text-sm">
      <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)]">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="font-mono text-xs leading-5 [overflow-wrap:anywhere]">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-muted">{sealed ? texts.sealedHint : texts.unsealedHint}</p>
      <p className="flex flex-wrap gap-x-6 gap-y-2">
        {file !== null && (
          <Link href={`/admin/audit?file=${encodeURIComponent(file)}`} prefetch={false} className={textLink}>
            {texts.showFile}
          </Link>
        )}
        {actor.type === 'user' && (
          <Link
            href={`/admin/audit?actor=${encodeURIComponent(actor.id)}`}
            prefetch={false}
            className={textLink}
          >
            {texts.showPerson}
          </Link>
        )}
      </p>
    </div>
  );
}
