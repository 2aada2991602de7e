import { formatAgo, formatDateTime } from '@/shared/lib';
import { statusTexts as texts } from '@/shared/texts';
import type { FailedJob } from '../model/SystemStatus';

/** Work that was given up, with the words of its last error. */
export function FailedJobs({ jobs, now }: { jobs: readonly FailedJob[]; now: Date }) {
  return (
    <section aria-labelledby="failed-jobs" className="grid gap-3">
      <h2 id="failed-jobs" className="text-lg font-semibold tracking-tight">
        {texts.failures}
      </h2>
      <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
        {jobs.map(({ job, attempts, at, error }) => (
          <li key={`${job} ${at} ${error}`} className="grid gap-1 px-5 py-3 text-sm">
            <p className="flex flex-wrap justify-between gap-x-4">
              <span className="font-mono font-medium">{job}</span>
              <span className="text-muted">
                {texts.attempts(attempts)},{' '}
                <time dateTime={at} title={formatDateTime(at)}>
                  {formatAgo(at, now)}
                </time>
              </span>
            </p>
            <p className="text-bad [overflow-wrap:anywhere]">{error}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
