import type { Insight } from '@/shared/insight-figures';
import { formatBytes, formatDate } from '@/shared/lib';
import { insightTexts } from '@/shared/texts';

const texts = insightTexts.days;
const height = 40;
/** Of a day's width, what its bar takes. */
const barShare = 0.8;

type Bar = Insight['days'][number];

/** One day, or the first and the last of several. */
function describeBar({ day, until }: Bar): string {
  return day === until ? formatDate(day) : texts.range(formatDate(day), formatDate(until));
}

/** Files stored on each day, or in each week or month; the table behind it has every number. */
export function DayChart({ days, bucket }: Pick<Insight, 'days' | 'bucket'>) {
  const words = texts[bucket];
  const most = days.reduce((best, day) => (day.stored > best.stored ? day : best), days[0]!);
  return (
    <section
      aria-labelledby="days"
      className="grid gap-3 rounded-2xl border border-line bg-surface p-5 shadow-card"
    >
      <div>
        <h2 id="days" className="font-semibold tracking-tight">
          {words.title}
        </h2>
        <p className="text-sm text-muted">
          {words.hint} {most.stored > 0 && words.summary(most.stored.toLocaleString('en'), describeBar(most))}
        </p>
      </div>
      <svg
        viewBox={`0 0 ${days.length} ${height}`}
        preserveAspectRatio="none"
        className="h-40 w-full border-b border-line-strong"
        aria-hidden="true"
      >
        {days.map(({ day, stored }, index) => {
          const size = most.stored === 0 ? 0 : (stored / most.stored) * height;
          return (
            <rect
              key={day}
              x={index + (1 - barShare) / 2}
              y={height - size}
              width={barShare}
              height={size}
              className="fill-accent"
            />
          );
        })}
      </svg>
      <p className="flex justify-between text-sm text-muted tabular-nums" aria-hidden="true">
        <span>{formatDate(days[0]!.day)}</span>
        <span>{formatDate(days.at(-1)!.until)}</span>
      </p>
      <details>
        <summary className="w-fit rounded text-sm font-medium text-accent underline underline-offset-2">
          {texts.table}
        </summary>
        <table className="mt-2 w-full text-sm [&_td]:pl-3 [&_th+th]:pl-3" aria-labelledby="days">
          <thead>
            <tr className="text-right text-muted">
              <th scope="col" className="py-1 text-left font-medium">
                {words.name}
              </th>
              <th scope="col" className="py-1 font-medium">
                {texts.begun}
              </th>
              <th scope="col" className="py-1 font-medium">
                {texts.stored}
              </th>
              <th scope="col" className="py-1 font-medium">
                {texts.bytes}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map((bar) => (
              <tr key={bar.day} className="border-t border-line text-right tabular-nums">
                <th scope="row" className="py-1 text-left font-normal">
                  {describeBar(bar)}
                </th>
                <td>{bar.handshakes.toLocaleString('en')}</td>
                <td>{bar.stored.toLocaleString('en')}</td>
                <td>{formatBytes(bar.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
