'use client';

import { useRef, useState } from 'react';
import type { JobCount, ParkedJob } from '@/entities/job';
import { usePagedList } from '@/shared/api';
import { jobsTexts } from '@/shared/texts';
import { Button, ConfirmDialog, Icon, PagedPanel, ProblemNotice } from '@/shared/ui';
import { discardJob, listJobs, retryJob } from '../api/jobs';
import { describeKind } from '../model/describeKind';
import { JobCounts } from './JobCounts';
import { ParkedJobRow } from './ParkedJobRow';

const texts = jobsTexts.parked;

export function JobBoard() {
  const [counts, setCounts] = useState<readonly JobCount[]>([]);
  const [now, setNow] = useState(() => new Date());
  const [retrying, setRetrying] = useState<string | null>(null);
  const [discarding, setDiscarding] = useState<ParkedJob | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [said, setSaid] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const list = usePagedList<ParkedJob>('jobs', async (input) => {
    const page = await listJobs(input);
    setNow(new Date());
    setCounts(page.counts);
    return page;
  });

  /** The row goes, and the figures with it; the button that was pressed went too. */
  function settle(words: string) {
    setSaid(words);
    list.reload();
    heading.current?.focus();
  }

  function lookAgain() {
    setFailure(null);
    list.reload();
  }

  async function retry({ id }: ParkedJob) {
    setRetrying(id);
    setFailure(null);
    try {
      await retryJob(id);
      settle(texts.retried(id));
    } catch (error) {
      setFailure(error);
    } finally {
      setRetrying(null);
    }
  }

  return (
    <div aria-busy={list.status !== 'ready'} className="grid gap-8">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="max-w-2xl">
          <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
            {jobsTexts.title}
          </h1>
          <p className="mt-1 text-muted">{jobsTexts.lead}</p>
        </div>
        <Button onClick={lookAgain} isBusy={list.status === 'loading'}>
          <Icon name="retry" className="size-4" />
          {jobsTexts.lookAgain}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
      {failure !== null && <ProblemNotice error={failure} onRetry={lookAgain} />}
      {list.isKnown && <JobCounts counts={counts} />}
      <section aria-labelledby="parked" className="grid gap-3">
        <h2 id="parked" className="text-lg font-semibold tracking-tight">
          {texts.title}
        </h2>
        <PagedPanel
          list={{ ...list, reload: lookAgain }}
          texts={{ ...texts, loading: jobsTexts.loading }}
          emptyIcon="check"
        >
          <ul className="divide-y divide-line">
            {list.items.map((job) => (
              <ParkedJobRow
                key={job.id}
                job={job}
                now={now}
                isBusy={retrying === job.id}
                onRetry={retry}
                onDiscard={setDiscarding}
              />
            ))}
          </ul>
        </PagedPanel>
      </section>
      {discarding !== null && (
        <ConfirmDialog
          title={texts.discardTitle(describeKind(discarding.kind))}
          lead={texts.discardLead}
          confirmLabel={texts.discard}
          busyLabel={texts.discardBusy}
          cancelLabel={texts.keep}
          look="danger"
          onClose={() => setDiscarding(null)}
          run={async () => {
            await discardJob(discarding.id);
            setDiscarding(null);
            settle(texts.discarded(discarding.id));
          }}
        />
      )}
    </div>
  );
}
