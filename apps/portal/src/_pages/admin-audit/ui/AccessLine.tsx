'use client';

import Link from 'next/link';
import { useState } from 'react';
import { type AccessFilter, type AccessRow, labelAction } from '@/entities/audit';
import { toSearch } from '@/shared/api';
import { formatDateTime } from '@/shared/lib';
import { auditTexts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { LineEvents } from './LineEvents';

const texts = auditTexts.access;

/** The days of this page's address, from the moments that they were asked as. */
function toDays({ from, to }: AccessFilter): { from?: string; to?: string } {
  const lastMoment = to === undefined ? null : new Date(new Date(to).getTime() - 1);
  return {
    ...(from !== undefined && { from: from.slice(0, 10) }),
    ...(lastMoment !== null && { to: lastMoment.toISOString().slice(0, 10) }),
  };
}

/** One kind of thing that was done, how often and when, and behind a fold each time it was. */
export function AccessLine({ row, filter }: { row: AccessRow; filter: AccessFilter }) {
  const [isOpen, setIsOpen] = useState(false);
  const { actor, file, action, purpose, versions, reasons, count, first, last } = row;
  const exact = { actor: actor.id, file, action, purpose };
  return (
    <li data-access={`${action} ${purpose ?? ''}`.trim()}>
      <details
        className="rounded-lg border border-line"
        onToggle={(event) => setIsOpen(event.currentTarget.open)}
      >
        <summary className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 rounded-lg px-3 py-2 text-sm hover:bg-sunken">
          <span className="font-medium">{labelAction(row)}</span>
          <span className="tabular-nums">{texts.times(count)}</span>
          {versions.length > 0 && <span className="text-muted">{texts.versions(versions)}</span>}
          <span className="text-muted tabular-nums">
            {count > 1 && (
              <>
                {texts.first} <time dateTime={first}>{formatDateTime(first)}</time>,{' '}
              </>
            )}
            {count > 1 && `${texts.last} `}
            <time dateTime={last}>{formatDateTime(last)}</time>
          </span>
          <span className="font-medium text-accent underline underline-offset-2">{texts.showEvents}</span>
          {reasons[0] !== undefined && (
            <span className="w-full border-l-2 border-line-strong pl-3 [overflow-wrap:anywhere]">
              <span className="text-muted">{texts.reason}: </span>
              <q>
                <bdi>{reasons[0]}</bdi>
              </q>
            </span>
          )}
        </summary>
        {isOpen && (
          <div className="border-t border-line">
            <LineEvents
              filter={{
                actor: actor.id,
                file,
                action,
                ...(purpose !== null && { purpose }),
                ...(filter.from !== undefined && { from: filter.from }),
                ...(filter.to !== undefined && { to: filter.to }),
              }}
            />
            <p className="px-5 py-3 text-sm">
              <Link
                href={`/admin/audit${toSearch({ ...exact, ...toDays(filter), view: 'events' })}`}
                prefetch={false}
                className={textLink}
              >
                {texts.moreEvents}
              </Link>
            </p>
          </div>
        )}
      </details>
    </li>
  );
}
