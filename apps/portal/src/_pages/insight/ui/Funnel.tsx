import type { Insight } from '@/shared/insight-figures';
import { insightTexts } from '@/shared/texts';
import { describeChange, describeShare, rowsOf, totalOf } from '../model/describeFigures';
import { Bar } from './Bar';

const texts = insightTexts.funnel;
const steps = ['handshakes', 'stored', 'verified', 'reviewed'] as const;
const lossBefore = { stored: 'not_stored', verified: 'not_verified', reviewed: 'not_reviewed' } as const;

/** How far uploads came, and what became of those that did not. */
export function Funnel({ insight }: { insight: Insight }) {
  const begun = totalOf(insight.figures, 'handshakes');
  return (
    <section aria-labelledby="funnel" className="rounded-2xl border border-line bg-surface p-5 shadow-card">
      <h2 id="funnel" className="font-semibold tracking-tight">
        {texts.title}
      </h2>
      <p className="text-sm text-muted">{texts.hint}</p>
      <ol className="mt-4 grid gap-5 md:grid-cols-2 xl:grid-cols-4">
        {steps.map((step) => {
          const value = totalOf(insight.figures, step);
          const loss = step === 'handshakes' ? null : lossBefore[step];
          const causes = loss === null ? [] : rowsOf(loss, insight).filter((row) => row.value > 0);
          return (
            <li key={step} data-step={step} className="grid content-start gap-2">
              <p className="flex items-baseline justify-between gap-3">
                <span className="font-medium">{texts.steps[step]}</span>
                <span className="text-2xl font-semibold tabular-nums">{value.toLocaleString('en')}</span>
              </p>
              <Bar value={value} most={begun} />
              <p className="text-sm text-muted">
                {step !== 'handshakes' && `${texts.of(describeShare(value, begun))}; `}
                {describeChange(value, totalOf(insight.before.figures, step))}
              </p>
              {loss !== null && causes.length > 0 && (
                <div className="text-sm">
                  <p className="text-muted">{texts.losses[loss]}</p>
                  <ul>
                    {causes.map((row) => (
                      <li key={row.key} data-cause={row.key} className="flex justify-between gap-3">
                        <span>{row.label}</span>
                        <span className="tabular-nums">{row.value.toLocaleString('en')}</span>
                      </li>
                    ))}
                  </ul>
                </div>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
