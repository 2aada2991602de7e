'use client';

import Link from 'next/link';
import type { ReviewDetail } from '@/entities/review';
import { formatDateTime } from '@/shared/lib';
import { reviewTexts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { describeAgo } from '../model/describeAge';
import { describeEvents } from '../model/describeEvent';
import { Section } from './Section';

const words = reviewTexts.file;

/** Who did what with the file, newest first. */
export function FileHistory({
  detail,
  viewerId,
  mayAudit,
  now,
}: {
  detail: ReviewDetail;
  viewerId: string;
  mayAudit: boolean;
  now: number;
}) {
  const lines = describeEvents(detail.events, viewerId);
  return (
    <Section title={words.history} hint={detail.events.length >= 50 ? words.historyNote : undefined}>
      {lines.length === 0 ? (
        <p className="text-sm text-muted">{words.noHistory}</p>
      ) : (
        <ol className="-my-2 divide-y divide-line text-sm">
          {lines.map((line) => (
            <li
              key={line.id}
              className="flex flex-wrap items-baseline justify-between gap-x-4 py-2 [overflow-wrap:anywhere]"
            >
              <span className="min-w-0">
                <bdi className="font-medium">{line.who}</bdi>: {line.what}
                {line.count > 1 && ` (${words.times(line.count)})`}
                {line.version !== null && detail.versions.length > 1 && (
                  <span className="text-muted"> · {words.version(line.version)}</span>
                )}
                {line.reason !== null && (
                  <span className="block text-muted">
                    “<bdi>{line.reason}</bdi>”
                  </span>
                )}
              </span>
              <time dateTime={line.at} title={formatDateTime(line.at)} className="text-muted">
                {describeAgo(line.at, now)}
              </time>
            </li>
          ))}
        </ol>
      )}
      {mayAudit && (
        <p className="mt-3 text-sm">
          <Link
            href={`/admin/audit?file=${encodeURIComponent(detail.id)}`}
            prefetch={false}
            className={textLink}
          >
            {words.whoSaw}
          </Link>
        </p>
      )}
    </Section>
  );
}
