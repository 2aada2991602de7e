'use client';

import { useEffect, useId, useState } from 'react';
import { describeProblem, useLoaded } from '@/shared/api';
import { formatBytes, formatFigure } from '@/shared/lib';
import { generalTexts, resultTexts as texts } from '@/shared/texts';
import { Button, Notice, ScrollTable } from '@/shared/ui';
import { readResults, saveDerivative } from '../api/results';
import type { ProcessorResult, ResultSource, ResultValue } from '../model/ProcessorResult';

export type ResultsProps = { file: { id: string; version: number }; source: ResultSource };

/** Between two questions while a processor is at work, in milliseconds; it may take minutes. */
const pauseMs = 4_000;
/** In the page it is a part beside others, in the details of a file one below the other. */
const looks = {
  own: { section: 'mt-6', Heading: 'h3', Title: 'h4' },
  review: {
    section: 'rounded-2xl border border-line bg-surface p-4 shadow-card sm:p-5',
    Heading: 'h2',
    Title: 'h3',
  },
} as const;

function Value({ value }: { value: ResultValue }) {
  if (value === null || value === '') return <span className="text-muted">{texts.none}</span>;
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  return <bdi>{typeof value === 'number' ? formatFigure(value) : value}</bdi>;
}

const isUnderWay = (state: ProcessorResult['state']) =>
  state === 'waiting' || state === 'pending' || state === 'handed_over';

function describeState({ state, reason, reasonLabel }: ProcessorResult): string {
  if (isUnderWay(state)) return texts.states[state];
  if (reasonLabel !== null) return reasonLabel;
  const { reasons } = texts;
  return reason !== null && Object.hasOwn(reasons, reason)
    ? reasons[reason as keyof typeof reasons]
    : texts.refused(reason ?? '');
}

function Values({ result }: { result: ProcessorResult }) {
  return (
    <>
      <dl>
        {result.values.map(({ name, label, value }) => (
          <div key={name} className="grid grid-cols-[8rem_minmax(0,1fr)] gap-3 py-1">
            <dt className="text-muted [overflow-wrap:anywhere]">{label}</dt>
            <dd className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">
              <Value value={value} />
            </dd>
          </div>
        ))}
      </dl>
      {result.lists.map(({ name, label, columns, rows }) => (
        <ScrollTable key={name} label={label} columns={columns.map((column) => column.label)}>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have an order and nothing else
            <tr key={index}>
              {columns.map((column, at) => (
                <td key={column.name} className="min-w-24 py-1.5 pr-4 align-top [overflow-wrap:anywhere]">
                  <Value value={row[at] ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </ScrollTable>
      ))}
    </>
  );
}

function Derivatives({ file, result }: { file: ResultsProps['file']; result: ProcessorResult }) {
  const [problem, setProblem] = useState<string | null>(null);
  const save = (name: string) => {
    setProblem(null);
    saveDerivative(file, name).catch((error: unknown) => setProblem(describeProblem(error)));
  };
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        {result.derivatives.map(({ name, label, contentType, size }) => (
          <Button key={name} onClick={() => save(name)}>
            {texts.save(label, texts.types[contentType as keyof typeof texts.types] ?? contentType)} (
            {formatBytes(size)})
          </Button>
        ))}
      </div>
      {problem !== null && <Notice look="bad">{problem}</Notice>}
    </div>
  );
}

/** Each processor that has something to say about the current version, or says why it has not. */
export function ResultsSection({ file, source }: ResultsProps) {
  const id = useId();
  const { value, error, reload } = useLoaded(`${source} ${file.id} ${file.version}`, (signal) =>
    readResults(file.id, source, signal),
  );
  const isWaiting = error === null && value?.some(({ state }) => isUnderWay(state));
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(reload, pauseMs);
    return () => clearInterval(timer);
  }, [isWaiting, reload]);
  const shown = value?.filter(({ state }) => state !== 'empty') ?? [];
  if (error === null && shown.length === 0) return null;
  const { section, Heading, Title } = looks[source];
  return (
    <section aria-labelledby={id} className={section}>
      <Heading id={id} className="font-semibold">
        {texts.title}
      </Heading>
      <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-5 text-sm">
        {error !== null && (
          <Notice look="bad" action={<Button onClick={reload}>{generalTexts.tryAgain}</Button>}>
            {texts.failed} {describeProblem(error)}
          </Notice>
        )}
        {shown.map((result) => (
          <div key={result.processor} className="grid grid-cols-[minmax(0,1fr)] gap-2">
            <Title className="font-medium [overflow-wrap:anywhere]">{result.title}</Title>
            {result.state === 'available' ? (
              <Values result={result} />
            ) : (
              <p role="status" className="text-muted">
                {describeState(result)}
              </p>
            )}
            {result.derivatives.length > 0 && <Derivatives file={file} result={result} />}
          </div>
        ))}
        {shown.some(({ state }) => state === 'available') && <p className="text-muted">{texts.note}</p>}
      </div>
    </section>
  );
}
