'use client';

import { useState } from 'react';
import { FileName } from '@/entities/file';
import type { ReviewException } from '@/entities/review';
import { usePagedList } from '@/shared/api';
import { formatDateTime } from '@/shared/lib';
import { exceptionsTexts as texts } from '@/shared/texts';
import { Badge, PagedPanel, textLink } from '@/shared/ui';
import { listExceptions } from '../api/listExceptions';

/** Who opened what beside their scope, and why. */
export function ExceptionList() {
  const [now, setNow] = useState(() => Date.now());
  const list = usePagedList<ReviewException>('exceptions', async (input) => {
    const page = await listExceptions(input);
    setNow(Date.now());
    return page;
  });
  return (
    <section aria-label={texts.title} aria-busy={list.status !== 'ready'}>
      <PagedPanel list={list} texts={texts} emptyIcon="check">
        <ul className="divide-y divide-line" aria-label={texts.caption}>
          {list.items.map((one) => (
            <li key={one.id} className="grid gap-1 px-5 py-4 [overflow-wrap:anywhere]">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium">
                  <bdi>{one.by.name}</bdi>
                </span>
                <time dateTime={one.at} className="text-sm text-muted">
                  {formatDateTime(one.at)}
                </time>
                {Date.parse(one.until) > now ? (
                  <Badge look="wait">{texts.openUntil(formatDateTime(one.until))}</Badge>
                ) : (
                  <Badge look="plain">{texts.over}</Badge>
                )}
              </p>
              <p className="text-sm">
                <FileName name={one.fileName} />{' '}
                <span className="text-muted">
                  <bdi>{texts.owner(one.owner.name)}</bdi>
                </span>
              </p>
              <p className="text-sm">
                {one.reason === null ? (
                  <span className="text-muted">{texts.noReason}</span>
                ) : (
                  <bdi>“{one.reason}”</bdi>
                )}
              </p>
              <p className="text-sm">
                <a className={textLink} href={`/admin/audit?file=${encodeURIComponent(one.fileId)}`}>
                  {texts.audit}
                </a>
              </p>
            </li>
          ))}
        </ul>
      </PagedPanel>
    </section>
  );
}
