import type { ParkedJob } from '@/entities/job';
import { formatAgo, formatDateTime } from '@/shared/lib';
import { jobsTexts } from '@/shared/texts';
import { Button, textLink } from '@/shared/ui';
import { describeKind } from '../model/describeKind';

const texts = jobsTexts.parked;

type ParkedJobRowProps = {
  job: ParkedJob;
  now: Date;
  isBusy: boolean;
  onRetry: (job: ParkedJob) => void;
  onDiscard: (job: ParkedJob) => void;
};

export function ParkedJobRow({ job, now, isBusy, onRetry, onDiscard }: ParkedJobRowProps) {
  const { id, kind, attempts, error, errorCode, fileId, failedAt } = job;
  return (
    <li data-job={id} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-5 py-4">
      <div className="grid min-w-0 max-w-full gap-1">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-medium">{describeKind(kind)}</span>
          <span className="text-sm text-muted">
            {texts.attempts(attempts)},{' '}
            <time dateTime={failedAt} title={formatDateTime(failedAt)}>
              {texts.failed(formatAgo(failedAt, now))}
            </time>
          </span>
        </p>
        <p className="text-sm text-bad [overflow-wrap:anywhere]">
          {errorCode === null ? error : texts.errors[errorCode].says(job)}
        </p>
        {errorCode !== null && <p className="max-w-prose text-sm">{texts.errors[errorCode].next}</p>}
        {fileId !== null && (
          <p className="text-sm">
            <a
              className={textLink}
              href={`/admin/audit?file=${encodeURIComponent(fileId)}`}
              aria-label={texts.historyLabel(id)}
            >
              {texts.history}
            </a>
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-3">
        <Button aria-label={texts.retryLabel(id)} isBusy={isBusy} onClick={() => onRetry(job)}>
          {texts.retry}
        </Button>
        <Button look="quiet" aria-label={texts.discardLabel(id)} onClick={() => onDiscard(job)}>
          {texts.discard}
        </Button>
      </div>
    </li>
  );
}
