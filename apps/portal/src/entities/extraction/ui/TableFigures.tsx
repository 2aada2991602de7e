'use client';

import { formatFigure } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import { Notice, ScrollTable } from '@/shared/ui';
import type { ExtractedTable, ExtractedTables, TableColumn } from '../model/Extraction';
import { WorkbookSays } from './WorkbookSays';

const texts = extractionTexts.table;
const { none } = extractionTexts;
const figureOf = (figure: number | null) => (figure === null ? none : formatFigure(figure));
const cell = 'py-1.5 pr-4 align-top last:pr-0';
const textCell = `${cell} max-w-48 min-w-24 text-right [overflow-wrap:anywhere]`;
/** Figures, dates and the like stay on one line. */
const lineLength = 20;
const lookOf = (value: string | null) =>
  `${cell} ${(value?.length ?? 0) > lineLength ? 'max-w-64 min-w-48 [overflow-wrap:anywhere]' : 'whitespace-nowrap'}`;
const figureCell = `${cell} text-right whitespace-nowrap tabular-nums`;

function ColumnRow({ column }: { column: TableColumn }) {
  const { name, type, valueCount, nullCount, distinctCount, isDistinctExact, min, max, sum, mean } = column;
  const { outlierCount, outlierBelow, outlierAbove } = column;
  const distinct = figureOf(distinctCount);
  return (
    <tr>
      <th scope="row" className={`${cell} min-w-32 text-left font-normal [overflow-wrap:anywhere]`}>
        <bdi>{name}</bdi>
      </th>
      <td className={`${cell} whitespace-nowrap`}>{texts.types[type]}</td>
      <td className={figureCell}>{formatFigure(valueCount)}</td>
      <td className={figureCell}>{formatFigure(nullCount)}</td>
      <td className={figureCell}>
        {distinctCount === null || isDistinctExact ? distinct : texts.about(distinct)}
      </td>
      <td className={type === 'text' ? textCell : figureCell}>
        <bdi>{min ?? none}</bdi>
      </td>
      <td className={type === 'text' ? textCell : figureCell}>
        <bdi>{max ?? none}</bdi>
      </td>
      <td className={figureCell}>{figureOf(sum)}</td>
      <td className={figureCell}>{figureOf(mean)}</td>
      <td className={figureCell}>
        {figureOf(outlierCount)}
        {outlierCount !== null && outlierCount > 0 && outlierBelow !== null && outlierAbove !== null && (
          <span className="block text-muted">
            {texts.outlierRange(formatFigure(outlierBelow), formatFigure(outlierAbove))}
          </span>
        )}
      </td>
    </tr>
  );
}

const columnHeads = [
  texts.column,
  texts.type,
  texts.filled,
  texts.empties,
  texts.distinct,
  texts.min,
  texts.max,
  texts.sum,
  texts.mean,
  texts.outliers,
];

function OneTable({ table }: { table: ExtractedTable }) {
  const { name, rowCount, columnCount, columns, preview, totals } = table;
  const about = (label: string) => (name === null ? label : `${label}, ${texts.sheet(name)}`);
  const shown = preview[0]?.length ?? 0;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <p className="[overflow-wrap:anywhere]">
        {name !== null && (
          <span className="font-medium">
            <bdi>{texts.sheet(name)}</bdi>
            {' · '}
          </span>
        )}
        {texts.size(rowCount, columnCount)}
        {columns.length < columnCount && ` · ${texts.moreColumns(columns.length)}`}
      </p>
      {totals.length > 0 && (
        <Notice look="wait">
          <p className="font-medium">{texts.totalsTitle}</p>
          <ul className="mt-1 list-disc pl-4">
            {totals.map(({ row, column, stated, computed }) => (
              <li key={`${row} ${column}`} className="[overflow-wrap:anywhere]">
                {texts.total(
                  row,
                  columns[column - 1]?.name ?? String(column),
                  formatFigure(stated),
                  formatFigure(computed),
                )}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <ScrollTable label={about(texts.columnsTable)} columns={columnHeads} numeric={[2, 3, 4, 5, 6, 7, 8, 9]}>
        {columns.map((column, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns have an order and may have the same name
          <ColumnRow key={index} column={column} />
        ))}
      </ScrollTable>
      {preview.length > 0 && (
        <ScrollTable
          label={about(texts.previewTable)}
          columns={columns.slice(0, shown).map((column) => column.name)}
        >
          {preview.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have an order and nothing else
            <tr key={index}>
              {row.map((value, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as the rows
                <td key={at} className={lookOf(value)}>
                  {value === null ? (
                    <span className="text-muted">
                      <span aria-hidden="true">{none}</span>
                      <span className="sr-only">{texts.emptyCell}</span>
                    </span>
                  ) : (
                    <bdi>{value}</bdi>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </ScrollTable>
      )}
    </div>
  );
}

/** The figures of every table of a file, the first rows, and what does not add up. */
export function TableFigures({ extracted }: { extracted: ExtractedTables }) {
  const { tables, isComplete, workbook } = extracted;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {workbook !== null && <WorkbookSays workbook={workbook} />}
      {tables.length === 0 && <p>{texts.empty}</p>}
      {tables.map((table, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sheets have an order and may have the same name
        <OneTable key={index} table={table} />
      ))}
      {!isComplete && <p className="text-wait">{texts.incomplete}</p>}
      <p className="text-muted">{texts.note}</p>
    </div>
  );
}
