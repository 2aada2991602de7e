import { type Column, isNumber } from './Column';
import { type Database, identifier, literal } from './openDatabase';
import { maxTotals } from './tableLimits';
import type { ReportedTotal } from './tableReport';

/** What people write before a sum, alone in its cell. */
const totalWords =
  '^\\s*((grand|overall|sub)[\\s-]*)?(totals?|sum|summe|gesamt|gesamtsumme|zwischensumme|endsumme|somme|totale|suma)\\s*:?\\s*$';
/** Of a table with more such rows the first ones are looked at. */
const maxTotalRows = 50;
/** Cents of what was rounded on the way, and what floating point loses. */
const tolerance = (figure: number) => Math.max(0.0051, Math.abs(figure) * 1e-9);

/** Whether a value of a column of text is what people write before a sum. */
export const isTotal = ({ name }: Column) =>
  `coalesce(regexp_matches(${identifier(name)}::varchar, ${literal(totalWords)}, 'i'), false)`;

/**
 * Rows of a source that call themselves a total and are not. A total is right when it is what the rows since the last one add
 * up to, or all rows above that are none themselves; nobody can know which of the two was meant.
 */
export async function findWrongTotals(
  database: Database,
  { source, columns, skipped }: { source: string; columns: readonly Column[]; skipped: number },
): Promise<ReportedTotal[]> {
  const texts = columns.filter(({ type }) => type === 'text');
  const numbers = columns.map((column, index) => ({ ...column, position: index + 1 })).filter(isNumber);
  if (texts.length === 0 || numbers.length === 0) return [];
  const kept = numbers.map(({ name, position }) => `${identifier(name)}::double as "c${position}"`);
  await database.run(
    `create or replace table figures as select (${texts.map(isTotal).join(' or ')}) as "isTotal", ${kept.join(', ')} from ${source}`,
  );
  const figures = (of: (column: string) => string, as: string) =>
    numbers.map(({ position }) => `${of(`"c${position}"`)} as "${as}${position}"`).join(', ');
  const totals = await database.all(
    `select rowid as at, ${figures((column) => column, 'c')} from figures where "isTotal" order by rowid limit ${maxTotalRows}`,
  );
  const wrong: ReportedTotal[] = [];
  let last = -1;
  for (const total of totals) {
    const at = Number(total.at);
    const [sums = {}] = await database.all(
      `select ${figures((column) => `sum(${column})`, 'all')},
         ${figures((column) => `sum(case when rowid > ${last} then ${column} end)`, 'since')}
       from figures where rowid < ${at} and not "isTotal"`,
    );
    for (const { position } of numbers) {
      const stated = total[`c${position}`];
      if (typeof stated !== 'number') continue;
      const possible = ['since', 'all'].flatMap((way) => {
        const sum = sums[`${way}${position}`];
        return typeof sum === 'number' && Number.isFinite(sum) ? [sum] : [];
      });
      const [computed] = possible;
      if (computed === undefined) continue;
      if (possible.some((sum) => Math.abs(sum - stated) <= tolerance(sum))) continue;
      if (wrong.length < maxTotals) wrong.push({ row: at + 1 + skipped, column: position, stated, computed });
    }
    last = at;
  }
  return wrong;
}
