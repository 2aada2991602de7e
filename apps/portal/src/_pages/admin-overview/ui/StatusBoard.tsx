'use client';

import { useEffect, useState } from 'react';
import { useLoaded } from '@/shared/api';
import { formatAgo } from '@/shared/lib';
import { statusTexts as texts } from '@/shared/texts';
import { Button, Icon, Notice, ProblemNotice, Skeleton } from '@/shared/ui';
import { readStatus } from '../api/readStatus';
import { describeStatus } from '../model/describeStatus';
import { FailedJobs } from './FailedJobs';
import { StatusPartCard } from './StatusPartCard';

/** Looks again this often, in milliseconds. */
const refreshMs = 15_000;

/** The age of what is shown is written anew this often, in milliseconds. */
const tickMs = 5_000;

function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function StatusBoard() {
  const { value: status, error, isLoading, reload } = useLoaded('status', readStatus, { refreshMs });
  const now = useNow();

  if (status === null)
    return error === null ? (
      <div aria-busy="true" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <p role="status" className="sr-only">
          {texts.loading}
        </p>
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <div key={key} className="grid gap-3 rounded-2xl border border-line bg-surface p-5 shadow-card">
            <Skeleton className="h-4 w-1/3" />
            <Skeleton className="h-4 w-5/6" />
            <Skeleton className="h-4 w-1/2" />
          </div>
        ))}
      </div>
    ) : (
      <ProblemNotice error={error} onRetry={reload} />
    );

  const parts = describeStatus(status, now);
  const needing = parts.filter(({ look }) => look === 'bad' || look === 'wait');
  return (
    <>
      {error !== null && (
        <div className="grid gap-2">
          <ProblemNotice error={error} onRetry={reload} />
          <p className="text-sm text-muted">{texts.stale(formatAgo(status.at, now))}</p>
        </div>
      )}
      <Notice
        look={needing.length === 0 ? 'good' : needing.some(({ look }) => look === 'bad') ? 'bad' : 'wait'}
        action={
          <span className="flex flex-wrap items-center gap-3">
            {/* Changes every few seconds: not for a live region. */}
            <span aria-live="off">{texts.seen(formatAgo(status.at, now))}</span>
            <Button look="secondary" onClick={reload} isBusy={isLoading}>
              <Icon name="retry" className="size-4" />
              {texts.lookAgain}
            </Button>
          </span>
        }
      >
        <strong className="font-semibold">
          {needing.length === 0 ? texts.allWell : texts.needsYou(needing.length)}
        </strong>
      </Notice>
      <ul className="gap-4 sm:columns-2 lg:columns-3">
        {parts.map((part) => (
          <StatusPartCard key={part.id} part={part} />
        ))}
      </ul>
      {status.queue.failures.length > 0 && <FailedJobs jobs={status.queue.failures} now={now} />}
    </>
  );
}
