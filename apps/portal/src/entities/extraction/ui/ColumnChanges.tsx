'use client';

import { useMemo } from 'react';
import { comparisonTexts } from '@/shared/texts';
import { ScrollTable } from '@/shared/ui';
import { type ColumnChange, compareColumns } from '../model/compareColumns';
import type { ExtractedTables } from '../model/Extraction';

const texts = comparisonTexts.columns;
const cell = 'py-1.5 pr-4 align-top last:pr-0';
const figureCell = `${cell} min-w-20 text-right tabular-nums [overflow-wrap:anywhere]`;
/** A hundred columns of a few sheets with nine figures each are more than a page should have at once. */
const maxShown = 300;

function ChangeRow({ change }: { change: ColumnChange }) {
  const { table, column, figure, before, after, difference } = change;
  return (
    <tr>
      <th scope="row" className={`${cell} min-w-28 text-left font-normal [overflow-wrap:anywhere]`}>
        <bdi>{column}</bdi>
        {table !== null && (
          <span className="block text-muted">
            <bdi>{texts.sheet(table)}</bdi>
          </span>
        )}
      </th>
      <td className={`${cell} whitespace-nowrap`}>{figure}</td>
      <td className={figureCell}>
        <bdi>{before ?? comparisonTexts.nothing}</bdi>
      </td>
      <td className={figureCell}>
        <bdi>{after ?? comparisonTexts.nothing}</bdi>
      </td>
      <td className={`${figureCell} whitespace-nowrap`}>{difference ?? comparisonTexts.nothing}</td>
    </tr>
  );
}

type ColumnChangesProps = {
  before: ExtractedTables;
  after: ExtractedTables;
  versions: { before: number; after: number };
};

/** The figures of columns that are not the same in two versions. */
export function ColumnChanges({ before, after, versions }: ColumnChangesProps) {
  const changes = useMemo(() => compareColumns(before, after), [before, after]);
  if (changes.length === 0) return <p>{texts.same}</p>;
  const columns = [
    texts.column,
    texts.figure,
    comparisonTexts.version(versions.before),
    comparisonTexts.version(versions.after),
    texts.difference,
  ];
  return (
    <>
      <ScrollTable label={texts.title} columns={columns} numeric={[2, 3, 4]}>
        {changes.slice(0, maxShown).map((change, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns have an order and may have the same name
          <ChangeRow key={index} change={change} />
        ))}
      </ScrollTable>
      {changes.length > maxShown && <p className="text-muted">{texts.more(maxShown)}</p>}
    </>
  );
}
