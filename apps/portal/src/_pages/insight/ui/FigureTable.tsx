import { type ReactNode, useId } from 'react';
import { insightTexts as texts } from '@/shared/texts';
import type { FigureRow } from '../model/describeFigures';
import { Bar } from './Bar';

type FigureTableProps = {
  title: string;
  hint?: string;
  rows: readonly FigureRow[];
  /** A figure that is known for now only has none before it. */
  hasBefore?: boolean;
  format?: (value: number) => string;
  /** Where to go from here. */
  children?: ReactNode;
};

const plain = (value: number) => value.toLocaleString('en');

/** Numbers of one kind with bars beside them: a table first, and a picture for who sees one. */
export function FigureTable({
  title,
  hint,
  rows,
  hasBefore = true,
  format = plain,
  children,
}: FigureTableProps) {
  const id = useId();
  const most = Math.max(0, ...rows.map(({ value }) => value));
  return (
    <section
      aria-labelledby={id}
      className="grid content-start gap-3 rounded-2xl border border-line bg-surface p-5 shadow-card"
    >
      <div>
        <h2 id={id} className="font-semibold tracking-tight">
          {title}
        </h2>
        {hint !== undefined && <p className="text-sm text-muted">{hint}</p>}
      </div>
      {rows.length === 0 ? (
        <p className="text-sm text-muted">{texts.nothing}</p>
      ) : (
        <table aria-labelledby={id} className="w-full table-fixed text-sm">
          <thead>
            <tr className="text-left text-muted">
              <th scope="col" className="w-2/5 py-1 font-medium">
                {texts.name}
              </th>
              <td className="hidden sm:table-cell" />
              <th scope="col" className="w-20 py-1 text-right font-medium">
                {texts.count}
              </th>
              {hasBefore && (
                <th scope="col" className="w-20 py-1 text-right font-medium">
                  {texts.before}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, label, value, before, isMore }) => (
              <tr key={key} data-figure={key} className="border-t border-line">
                <th scope="row" className="py-1.5 pr-3 text-left font-normal [overflow-wrap:anywhere]">
                  {label}
                </th>
                <td className="hidden py-1.5 sm:table-cell">
                  <Bar value={value} most={most} />
                </td>
                <td className="py-1.5 text-right tabular-nums">
                  {format(value)}
                  {isMore && '+'}
                </td>
                {hasBefore && <td className="py-1.5 text-right text-muted tabular-nums">{format(before)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {children}
    </section>
  );
}
