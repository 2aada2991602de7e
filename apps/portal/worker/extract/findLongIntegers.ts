import type { Column } from './Column';
import { type Database, identifier, type Row } from './openDatabase';

/** As many digits as fit into the longest integer that there is. */
const maxDigits = 38;

/** Whether a column of numbers may be of integers that lost digits when they were read as numbers with a fraction. */
function mayBeLong({ type }: Column, { least, most }: Row): boolean {
  const far = (value: unknown) => typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return type === 'number' && (far(least) || far(most));
}

/**
 * Columns of integers that are too long for what they were read as, with their figures to the last digit; by the place of the column.
 * Asked only where a figure is that large.
 *
 * @param asText what reads the file with every value as it is written
 */
export async function findLongIntegers(
  database: Database,
  asText: string,
  {
    columns,
    facts,
    isDistinctExact,
  }: { columns: readonly Column[]; facts: readonly Row[]; isDistinctExact: boolean },
): Promise<Map<number, Row>> {
  const found = new Map<number, Row>();
  for (const [index, column] of columns.entries()) {
    if (!mayBeLong(column, facts[index] ?? {})) continue;
    const text = `nullif(trim(${identifier(column.name)}), '')`;
    const value = `try_cast(${text} as hugeint)`;
    const [row = {}] = await database.all(
      `select bool_and(regexp_full_match(${text}, '[-+]?\\d{1,${maxDigits}}')) as "isWhole",
         ${isDistinctExact ? `count(distinct ${value})` : `approx_count_distinct(${value})`} as "distinct",
         min(${value})::varchar as low, max(${value})::varchar as high from ${asText}`,
    );
    const { isWhole, ...exact } = row;
    if (isWhole === true) found.set(index, exact);
  }
  return found;
}
