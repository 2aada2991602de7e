import Link from 'next/link';
import { FileName } from '@/entities/file/@x/audit';
import { formatDateTime, formatLocalTime } from '@/shared/lib';
import { auditTexts as texts } from '@/shared/texts';
import { Badge } from '@/shared/ui';
import type { AuditEvent } from '../model/AuditEvent';
import { describeActor, describeEvent, type EventPiece } from '../model/describeEvent';
import { EventDetails } from './EventDetails';

/** As much of a hash as one compares by eye. */
const shortHash = 12;

const quietLink = 'font-medium underline decoration-line-strong underline-offset-2 hover:decoration-current';

// Opening a file of the review is itself recorded, so no link to one is ever fetched ahead.
function Piece({ piece }: { piece: EventPiece }) {
  if (piece.kind === 'text') return piece.text;
  if (piece.kind === 'account')
    return (
      <Link href={`/admin/people/${encodeURIComponent(piece.id)}`} prefetch={false} className={quietLink}>
        <bdi>{piece.name === '' ? texts.actors.unknown : piece.name}</bdi>
      </Link>
    );
  if (piece.name === null) return <span className="font-medium">{texts.aFile}</span>;
  return (
    <Link href={`/review/${encodeURIComponent(piece.id)}`} prefetch={false} className={quietLink}>
      <FileName name={piece.name} />
    </Link>
  );
}

/** One event in plain words; what only an investigator needs is behind a fold. */
export function EventRow({ event }: { event: AuditEvent }) {
  const { actor, version, purpose, reason, at, hash, sealed, requestId } = event;
  const purposes: Readonly<Record<string, string>> = texts.purposes;
  return (
    <li data-event={event.id} data-action={event.action} className="px-5 py-3">
      <p className="[overflow-wrap:anywhere]">
        <strong className="font-semibold" title={actor.email === '' ? undefined : actor.email}>
          <bdi>{describeActor(actor)}</bdi>
        </strong>{' '}
        {describeEvent(event).map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence never move
          <Piece key={index} piece={piece} />
        ))}
        {version !== null && <span className="text-muted">, {texts.version(version)}</span>}
      </p>
      {reason !== null && (
        <p className="mt-1 border-l-2 border-line-strong pl-3 text-sm [overflow-wrap:anywhere]">
          <span className="text-muted">
            {event.action.endsWith('.searched') ? texts.searched : texts.reason}:{' '}
          </span>
          <q>
            <bdi>{reason}</bdi>
          </q>
        </p>
      )}
      <details className="group mt-1">
        <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 rounded text-sm text-muted [&::-webkit-details-marker]:hidden">
          <time dateTime={at} className="tabular-nums">
            {formatDateTime(at)}
          </time>
          <span className="tabular-nums">{texts.local(formatLocalTime(at))}</span>
          {purpose !== null && (
            <span>
              {texts.purpose}: {Object.hasOwn(purposes, purpose) ? purposes[purpose] : purpose}
            </span>
          )}
          <span>
            {texts.requestId} <span className="font-mono text-xs">{requestId.slice(0, 8)}</span>
          </span>
          <span>
            {texts.hash} <span className="font-mono text-xs">{hash.slice(0, shortHash)}…</span>
          </span>
          <Badge look={sealed ? 'good' : 'wait'}>{sealed ? texts.sealed : texts.unsealed}</Badge>
          <span className="font-medium text-accent underline underline-offset-2">{texts.more}</span>
        </summary>
        <EventDetails event={event} />
      </details>
    </li>
  );
}
