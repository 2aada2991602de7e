'use client';

import Link from 'next/link';
import { useLoaded } from '@/shared/api';
import type { Insight } from '@/shared/insight-figures';
import { formatBytes, formatDate, saveTable, useQueryState } from '@/shared/lib';
import { generalTexts, insightTexts as texts } from '@/shared/texts';
import { announce, Button, EmptyState, Icon, ProblemNotice, TableSkeleton, textLink } from '@/shared/ui';
import { readSummary } from '../api/readSummary';
import { describeShare, numberAt, rowsOf, totalOf, waitingRows } from '../model/describeFigures';
import { toInsightCsv } from '../model/toInsightCsv';
import { toPeriod } from '../model/toPeriod';
import { DayChart } from './DayChart';
import { FigureTable } from './FigureTable';
import { Funnel } from './Funnel';
import { PeriodPicker } from './PeriodPicker';

const names = ['from', 'to'] as const;
const dayMs = 86_400_000;

/** Figures of some days beside those of as many before them. */
export function InsightBoard({ renderedAt }: { renderedAt: number }) {
  const [asked, ask] = useQueryState(names);
  const period = toPeriod(asked, renderedAt);
  const { value, error, isLoading, reload } = useLoaded<Insight | null>(
    JSON.stringify(period),
    async (signal) => (period === null ? null : readSummary(period, signal)),
  );

  async function save(insight: Insight) {
    await saveTable('insight', Promise.resolve(new Blob([toInsightCsv(insight)], { type: 'text/csv' })));
    announce(generalTexts.exportedCsv);
  }

  return (
    <div aria-busy={isLoading} className={`grid gap-4 ${isLoading && value !== null ? 'opacity-60' : ''}`}>
      <PeriodPicker period={period} asked={asked} now={renderedAt} onChange={ask} />
      {error !== null && <ProblemNotice error={error} onRetry={reload} />}
      {period !== null && value === null && error === null && <TableSkeleton label={texts.loading} />}
      {period !== null && value !== null && (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p role="status" className="text-sm text-muted">
              {texts.period.compared(
                formatDate(value.before.from),
                formatDate(new Date(Date.parse(value.before.to) - dayMs).toISOString()),
              )}{' '}
              {texts.period.fresh}
            </p>
            <Button onClick={() => void save(value)}>
              <Icon name="download" className="size-4" />
              {generalTexts.exportCsv}
            </Button>
          </div>
          <Figures insight={value} />
        </>
      )}
    </div>
  );
}

/** Of the decisions that had a target, how many kept it. */
function shareInTime(figures: Insight['figures']): string {
  return describeShare(numberAt(figures.target ?? {}, 'within'), totalOf(figures, 'target'));
}

function Figures({ insight }: { insight: Insight }) {
  const { tables, hints } = texts;
  const waiting = (
    <FigureTable title={tables.waiting} hint={hints.waiting} rows={waitingRows(insight)} hasBefore={false}>
      <Link href="/review" prefetch={false} className={`text-sm ${textLink}`}>
        {texts.openQueue}
      </Link>
    </FigureTable>
  );
  if (totalOf(insight.figures, 'handshakes') + totalOf(insight.figures, 'decisions') === 0)
    return (
      <>
        <div className="rounded-2xl border border-line bg-surface shadow-card">
          <EmptyState icon="search" title={texts.empty}>
            {texts.emptyHint}
          </EmptyState>
        </div>
        {waiting}
      </>
    );
  return (
    <>
      <Funnel insight={insight} />
      <DayChart days={insight.days} bucket={insight.bucket} />
      <div className="grid gap-4 lg:grid-cols-2">
        {waiting}
        <FigureTable title={tables.turnaround} hint={hints.turnaround} rows={rowsOf('turnaround', insight)} />
        <FigureTable
          title={tables.target}
          hint={hints.target(shareInTime(insight.figures), shareInTime(insight.before.figures))}
          rows={rowsOf('target', insight)}
        />
        <FigureTable title={tables.decisions} rows={rowsOf('decisions', insight)} />
        <FigureTable title={tables.reasons} rows={rowsOf('reasons', insight)} />
        <FigureTable title={tables.load} hint={hints.load} rows={rowsOf('load', insight)} />
        <FigureTable title={texts.funnel.losses.not_verified} rows={rowsOf('not_verified', insight)}>
          <Link href="/review?state=refused&list=all" prefetch={false} className={`text-sm ${textLink}`}>
            {texts.openRefused}
          </Link>
        </FigureTable>
        <FigureTable title={tables.files} rows={rowsOf('files', insight)} />
        <FigureTable title={tables.bytes} rows={rowsOf('bytes', insight)} format={formatBytes} />
        <FigureTable
          title={tables.upload_time}
          hint={hints.upload_time}
          rows={rowsOf('upload_time', insight)}
        />
      </div>
    </>
  );
}
