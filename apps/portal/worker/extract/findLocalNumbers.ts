import { type Database, identifier, literal } from './openDatabase';

/** How a column writes numbers: `1.234,56`, or `1,234.56`. */
export type LocalNumbers = { column: string; mark: 'comma' | 'point' };

type Column = { name: string; type: string };

/** What parts thousands where the comma is for cents: a point, or one of the spaces that there are. */
const commaGroups = '[. \\x{00a0}\\x{202f}]';
const pointGroups = "[,'\\x{2019}]";
const patterns = {
  comma: `[-+]?(\\d{1,3}(${commaGroups}\\d{3})+|\\d+)(,\\d+)?`,
  point: `[-+]?(\\d{1,3}(${pointGroups}\\d{3})+|\\d+)(\\.\\d+)?`,
  /** What is a number to everybody, and another one in a file with decimal commas. */
  grouped: '[-+]?\\d{1,3}(\\.\\d{3})*',
  /** `1,234` may be either; these cannot be. */
  isComma: `,(\\d{1,2}|\\d{4,})$|${commaGroups}\\d{3},`,
  isPoint: `${pointGroups}\\d{3}(\\.\\d|${pointGroups})|^[-+]?\\d{1,3}['\\x{2019}]\\d{3}`,
} as const;

/** Without one of these there is no proof. */
const proofs = "[,'\\x{2019}]";

/** Rows that are looked at before all of them are. */
const sampleRows = 1_000;
const maxColumns = 100;

type Found = {
  isComma: boolean;
  isPoint: boolean;
  isGrouped: boolean;
  provesComma: boolean;
  provesPoint: boolean;
  hasPoint: boolean;
};

const text = (column: string) => `nullif(trim(${identifier(column)}), '')`;

async function look(
  database: Database,
  source: string,
  { columns, rows }: { columns: readonly string[]; rows: number | null },
): Promise<Map<string, Found>> {
  if (columns.length === 0) return new Map();
  const facts = columns.flatMap((column, index) => {
    const value = text(column);
    const all = (pattern: string) => `bool_and(regexp_full_match(${value}, ${literal(pattern)}))`;
    const some = (pattern: string) => `bool_or(regexp_matches(${value}, ${literal(pattern)}))`;
    return Object.entries({
      isComma: all(patterns.comma),
      isPoint: all(patterns.point),
      isGrouped: all(patterns.grouped),
      provesComma: some(patterns.isComma),
      provesPoint: some(patterns.isPoint),
      hasPoint: `bool_or(contains(${value}, '.'))`,
    }).map(([name, sql]) => `coalesce(${sql}, false) as "${name}${index}"`);
  });
  const names = columns.map(identifier).join(', ');
  const limited = `(select ${names} from ${source}${rows === null ? '' : ` limit ${rows}`})`;
  const [row = {}] = await database.all(`select ${facts.join(', ')} from ${limited}`);
  return new Map(
    columns.map((column, index) => {
      const is = (name: string) => row[`${name}${index}`] === true;
      return [
        column,
        {
          isComma: is('isComma'),
          isPoint: is('isPoint'),
          isGrouped: is('isGrouped'),
          provesComma: is('provesComma'),
          provesPoint: is('provesPoint'),
          hasPoint: is('hasPoint'),
        },
      ];
    }),
  );
}

/**
 * Whether one of these columns of text can be such numbers: all of it one or the other, and some of it with a mark that nobody else
 * uses. Asked before the rest, of which there is more.
 */
async function mayBeLocal(database: Database, source: string, columns: readonly string[]): Promise<boolean> {
  const either = literal(`(${patterns.comma})|(${patterns.point})`);
  const asked = columns.map((column) => {
    const value = text(column);
    return `coalesce(bool_and(regexp_full_match(${value}, ${either})) and bool_or(regexp_matches(${value}, ${literal(proofs)})), false)`;
  });
  const [row] = await database.all(`select ${asked.join(' or ')} as "may" from ${source}`);
  return row?.may === true;
}

/**
 * Columns whose numbers are written as people write them in their country, and which are text or other numbers to everybody else. A
 * column is one only when all of its values are. `1,234` alone proves nothing: it is what the rest of the file makes it, and text where
 * nothing does.
 *
 * @param source what reads the file with every value as it is written
 */
export async function findLocalNumbers(
  database: Database,
  source: string,
  columns: readonly Column[],
): Promise<LocalNumbers[]> {
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  const candidates = columns
    .slice(0, maxColumns)
    .filter(({ type }) => type === 'VARCHAR' || type === 'DOUBLE');
  const isPossible = ({ isComma, isPoint, isGrouped }: Found) => isComma || isPoint || isGrouped;
  const sampled = await look(database, source, {
    columns: candidates.map(({ name }) => name),
    rows: sampleRows,
  });
  const possible = [...sampled].filter(([, found]) => isPossible(found)).map(([name]) => name);
  // A file without a single text that might be a number has none of these.
  const texts = possible.filter((name) => typeOf.get(name) === 'VARCHAR');
  if (texts.length === 0 || !(await mayBeLocal(database, source, texts))) return [];
  const found = [...(await look(database, source, { columns: possible, rows: null }))];
  const isCommaFile = found.some(([, one]) => one.isComma && one.provesComma);
  return found.flatMap(([column, one]): LocalNumbers[] => {
    const isText = typeOf.get(column) === 'VARCHAR';
    if (isCommaFile) {
      if (isText ? !one.isComma : !(one.isGrouped && one.hasPoint)) return [];
      return [{ column, mark: 'comma' }];
    }
    return isText && one.isPoint && one.provesPoint ? [{ column, mark: 'point' }] : [];
  });
}

/** A value of such a column as a number. */
export function localNumber({ column, mark }: LocalNumbers): string {
  const groups = mark === 'comma' ? commaGroups : pointGroups;
  const plain = `regexp_replace(${text(column)}, ${literal(groups)}, '', 'g')`;
  return `try_cast(replace(${plain}, ',', '.') as double)`;
}
