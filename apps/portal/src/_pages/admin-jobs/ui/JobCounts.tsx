import type { JobCount } from '@/entities/job';
import { formatDuration } from '@/shared/lib';
import { jobsTexts } from '@/shared/texts';
import { describeKind } from '../model/describeKind';

const texts = jobsTexts.counts;
const states = ['waiting', 'running', 'scheduled', 'parked'] as const;

/** The queue in figures, a row for each kind of job. */
export function JobCounts({ counts }: { counts: readonly JobCount[] }) {
  return (
    <section aria-labelledby="queue" className="grid gap-3">
      <h2 id="queue" className="text-lg font-semibold tracking-tight">
        {texts.title}
      </h2>
      {counts.length === 0 ? (
        <p className="text-muted">{texts.none}</p>
      ) : (
        <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
          {counts.map((count) => (
            <li
              key={count.kind}
              data-kind={count.kind}
              className="flex flex-wrap items-baseline justify-between gap-x-8 gap-y-2 px-5 py-4"
            >
              <p className="min-w-0">
                <span className="font-medium [overflow-wrap:anywhere]">{describeKind(count.kind)}</span>
                {count.oldestSeconds !== null && (
                  <span className="text-sm text-muted">
                    {' '}
                    {texts.oldest(formatDuration(count.oldestSeconds))}
                  </span>
                )}
              </p>
              <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
                {states.map((state) => (
                  <div key={state} className="flex items-baseline gap-2">
                    <dt className="text-muted">{texts[state]}</dt>
                    <dd
                      data-state={state}
                      className={`font-medium tabular-nums ${state === 'parked' && count.parked > 0 ? 'text-bad' : ''}`}
                    >
                      {count[state].toLocaleString('en')}
                    </dd>
                  </div>
                ))}
              </dl>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
