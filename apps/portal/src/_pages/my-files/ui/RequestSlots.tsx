'use client';

import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { type OwnRequest, readOwnRequests } from '@/entities/document-request';
import { formatDate } from '@/shared/lib';
import { useLiveChanges } from '@/shared/live';
import { requestTexts } from '@/shared/texts';
import { announce, Badge, Button, Icon } from '@/shared/ui';
import { useUploadNews } from '../model/useUploadNews';

const texts = requestTexts.own;

type RequestSlotsProps = {
  initial: readonly OwnRequest[];
  onUpload: (fileId: string) => void;
};

/** What one is asked for: a place for each document, until it came. */
export function RequestSlots({ initial, onUpload }: RequestSlotsProps) {
  const id = useId();
  const [requests, setRequests] = useState(initial);
  const before = useRef(initial);
  const heading = useRef<HTMLHeadingElement>(null);

  const look = useCallback(async () => {
    // Without an answer the places stay as they are; the next change asks again.
    await readOwnRequests().then(setRequests, () => {});
  }, []);
  useLiveChanges(['request', 'file'], look);
  useUploadNews({ onNews: () => void look(), onDone: () => {} });
  // Mounted by the news of a first request.
  useEffect(() => {
    if (initial.length === 0) void look();
  }, [initial, look]);

  useEffect(() => {
    const now = new Set(requests.map((one) => one.id));
    const gone = before.current.filter((one) => !now.has(one.id));
    before.current = requests;
    for (const one of gone) announce(texts.arrived(one.name));
    if (gone.length > 0 && document.activeElement === document.body) heading.current?.focus();
  }, [requests]);

  if (requests.length === 0) return null;
  return (
    <section
      aria-labelledby={`${id}-title`}
      className="rounded-2xl border border-line bg-surface shadow-card"
    >
      <h2
        id={`${id}-title`}
        ref={heading}
        tabIndex={-1}
        className="px-5 pt-4 text-lg font-semibold outline-none"
      >
        {texts.title}
      </h2>
      <ul className="divide-y divide-line">
        {requests.map(({ id: key, fileId, name, note, dueOn, isOverdue, isAgain }) => (
          <li
            key={key}
            data-request={name}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-5 py-4"
          >
            <div className="min-w-0 flex-1 basis-64">
              <p className="flex flex-wrap items-center gap-2">
                <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</bdi>
                {isOverdue && <Badge look="bad">{requestTexts.overdue}</Badge>}
              </p>
              {dueOn !== null && (
                <p className="text-sm text-muted">
                  {isOverdue ? requestTexts.wasDue(formatDate(dueOn)) : requestTexts.due(formatDate(dueOn))}
                </p>
              )}
              {note !== null && (
                <p className="mt-1 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
                  <bdi>{note}</bdi>
                </p>
              )}
              {isAgain && <p className="mt-1 text-sm text-bad">{texts.again}</p>}
            </div>
            <Button look="primary" aria-label={texts.uploadLabel(name)} onClick={() => onUpload(fileId)}>
              <Icon name="upload" className="size-4" />
              {texts.upload}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
