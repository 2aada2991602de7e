import { statusTexts as texts } from '@/shared/texts';
import { Badge, Icon } from '@/shared/ui';
import type { StatusPart } from '../model/describeStatus';

/** One part: how it is, what to do, and behind a fold the figures. */
export function StatusPartCard({ part }: { part: StatusPart }) {
  const { id, title, look, summary, advice, facts, warnings } = part;
  return (
    <li
      data-part={id}
      data-look={look}
      className="mb-4 grid break-inside-avoid content-start gap-3 rounded-2xl border border-line bg-surface p-5 shadow-card"
    >
      <div className="flex items-start justify-between gap-3">
        <h2 className="font-semibold tracking-tight">{title}</h2>
        {id !== 'versions' && <Badge look={look}>{texts.looks[look]}</Badge>}
      </div>
      <p className="text-sm">{summary}</p>
      {advice !== null && (
        <p
          className={`rounded-lg px-3 py-2 text-sm ${
            look === 'bad' ? 'bg-bad-soft' : look === 'wait' ? 'bg-wait-soft' : 'bg-sunken'
          }`}
        >
          <strong className="font-semibold">{texts.whatToDo}</strong> {advice}
        </p>
      )}
      {warnings.map((warning) => (
        <p key={warning} className="flex gap-2 text-sm text-wait">
          <Icon name="alert" className="mt-0.5 size-4" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{warning}</span>
        </p>
      ))}
      {facts.length > 0 && (
        <dl className="grid gap-x-4 gap-y-1.5 text-sm">
          {facts.map(({ label, value, meaning }) => (
            <div key={label} className="flex flex-wrap justify-between gap-x-4">
              <dt className="text-muted">{label}</dt>
              <dd className="font-medium tabular-nums [overflow-wrap:anywhere]">{value}</dd>
              {meaning !== undefined && <dd className="w-full text-xs text-muted">{meaning}</dd>}
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
