'use client';

import { useId } from 'react';
import { type FileHistoryEvent, readFileHistory } from '@/entities/file';
import { useLoaded } from '@/shared/api';
import { formatDateTime } from '@/shared/lib';
import { fileDetailTexts as texts } from '@/shared/texts';
import { Skeleton } from '@/shared/ui';

const words: Readonly<Record<string, (event: FileHistoryEvent) => string>> = texts.events satisfies Record<
  FileHistoryEvent['action'],
  (event: FileHistoryEvent) => string
>;

/** What happened to a file and when, in its owner's words, newest first; what has no words is not shown. */
export function FileHistory({ id, version }: { id: string; version: string }) {
  const headingId = useId();
  const { value, error } = useLoaded(`${id} ${version}`, (signal) => readFileHistory(id, signal));
  const told = value?.filter(({ action }) => Object.hasOwn(words, action));
  return (
    <section aria-labelledby={headingId} aria-busy={value === null} className="mt-6">
      <h3 id={headingId} className="font-semibold">
        {texts.history}
      </h3>
      {value === null && error === null && (
        <div className="mt-3 grid gap-2">
          <Skeleton />
          <Skeleton className="h-4 w-2/3" />
        </div>
      )}
      {error !== null && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {texts.historyFailed}
        </p>
      )}
      {told !== undefined && told.length === 0 && (
        <p className="mt-2 text-sm text-muted">{texts.historyEmpty}</p>
      )}
      {told !== undefined && told.length > 0 && (
        <ol className="mt-2 ml-1.5 grid gap-3 border-l border-line">
          {told.map((event) => (
            <li key={`${event.at} ${event.action} ${event.version}`} className="relative pl-4 text-sm">
              <span
                aria-hidden="true"
                className="absolute top-1.5 -left-[0.3rem] size-2.5 rounded-full border-2 border-surface bg-line-strong"
              />
              <p>{words[event.action]?.(event)}</p>
              <p className="text-muted">
                <time dateTime={event.at}>{formatDateTime(event.at)}</time>
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
