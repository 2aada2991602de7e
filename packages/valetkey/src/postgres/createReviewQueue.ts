import type { Pool } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import { type CataloguePosition, createCatalogueCursor } from './catalogueCursor.ts';
import { onPool } from './inTransaction.ts';
import { readDerivatives } from './readDerivatives.ts';
import {
  isFew,
  queueBounds,
  queueBranches,
  queueFew,
  queueFilters,
  queueSorts,
  type ReviewQueueQuery,
  readQueueQuery,
} from './reviewQueueQuery.ts';
import {
  isReviewable,
  type ReviewFile,
  type ReviewFileRow,
  reviewFileColumns,
  toReviewFile,
} from './reviewRow.ts';
import { isInScope } from './reviewScope.ts';
import { type FindPeople, matchesWords, searchFiles } from './searchFiles.ts';
import { isId } from './uploadRow.ts';

export type ReviewQueuePage = {
  files: ReviewFile[];
  /** Where the page ended. A page of few files may have one: so many were passed over that the next page goes on with it. */
  nextCursor: string | null;
  /** Whether more than 1,000 documents that the reviewer sees match what was searched for; only the newest were looked at. */
  isSearchCapped: boolean;
};

/** A page passes over so many files of each end that it is read from; then it stops, with what it has. */
const maxPassedOver = 5_000;

/** Everybody's documents, a page at a time, by keyset; the caller has established that a reviewer asks. */
export function createReviewQueue(options: {
  pool: Pool;
  clock: () => Date;
  cursorSecret: string;
  findPeople: FindPeople;
}): (query: ReviewQueueQuery) => Promise<ReviewQueuePage> {
  const { pool, clock, cursorSecret, findPeople } = options;
  const cursors = createCatalogueCursor(cursorSecret);

  return async (query) => {
    const wanted = readQueueQuery(query);
    const { limit } = wanted;
    const { cursor, limit: _, scope: seen, ...asked } = query;
    // In the order of their names, whatever order the caller has them in.
    const scope = {
      ...Object.fromEntries(
        Object.entries(asked)
          .filter(([, value]) => value !== null && value !== undefined && value !== '')
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
      list: 'review',
      sort: wanted.sort,
      required: wanted.required.join(),
      profiles: seen?.profiles.join() ?? null,
    };
    const sort = queueSorts[wanted.sort];
    const now = clock();
    const after = cursor === undefined || cursor === null ? null : await cursors.read(scope, cursor);
    if (after !== null && !isId(after.id))
      throw new ValetKeyError('INVALID_QUERY', 'The cursor is not one of an earlier answer to this query.');
    const searched =
      wanted.q === ''
        ? null
        : await onPool(pool, (client) =>
            searchFiles(client, { q: wanted.q, scope: seen ?? null }, findPeople),
          );
    const branches = queueBranches(wanted);
    const order = `order by sort_value ${sort.direction}, branch_id ${sort.direction}`;

    /** Files of which each branch is, when they are known to be few: read by their ids before anything else is asked of them. */
    const fromWhere = (parameter: (value: unknown) => string): string => {
      const few = [
        ...(searched === null ? [] : matchesWords(searched, parameter)),
        ...queueFew(wanted, parameter),
      ];
      // `offset 0`: else an index in the page's order may be walked in search of them.
      return few.length === 0
        ? 'valetkey.file f'
        : `(select f.* from valetkey.file f where ${few.join(' and ')} offset 0) f`;
    };

    /** Every branch of the page, each held to the same. */
    const branchesWith = (conditions: readonly string[], from: string, end: string) =>
      branches
        .map(
          (branch) =>
            `(select f.id as branch_id, ${sort.column} as sort_value from ${from}
              where ${[isReviewable, ...conditions, branch].join(' and ')}
              order by ${sort.column} ${sort.direction}, f.id ${sort.direction} ${end})`,
        )
        .join(' union all ');

    /** The nearest of the places up to which each end is looked at; `null`: all of it is. */
    async function findHorizon(): Promise<CataloguePosition | null> {
      const values: unknown[] = [now];
      const parameter = (value: unknown) => `$${values.push(value)}`;
      const bounds = queueBounds(wanted, { after, upTo: null }, parameter);
      const places = branchesWith(bounds, fromWhere(parameter), `offset ${maxPassedOver - 1} limit 1`);
      const { rows } = await onPool(pool, (client) =>
        client.query<CataloguePosition>(
          `select sort_value::text as "sortValue", branch_id as id from (${places}) ends
           where $1::timestamptz is not null ${order} limit 1`,
          values,
        ),
      );
      return rows[0] ?? null;
    }

    // A scope may be of few files: others are passed over as with any other filter.
    const isFiltered = seen != null || queueFilters(wanted, () => '').length > 0;
    const horizon = isFiltered && !isFew(wanted) ? await findHorizon() : null;
    const values: unknown[] = [now, limit + 1];
    const parameter = (value: unknown) => `$${values.push(value)}`;
    const conditions = [
      ...queueBounds(wanted, { after, upTo: horizon }, parameter),
      ...queueFilters(wanted, parameter),
      isInScope(seen, parameter),
    ];
    const page = branchesWith(conditions, fromWhere(parameter), 'limit $2');
    const found = await onPool(pool, (client) =>
      client.query<ReviewFileRow & { sort_value: string }>(
        `select ${reviewFileColumns}, p.sort_value::text as sort_value
         from (
           select * from (${page}) merged ${order} limit $2
         ) p
         join valetkey.file f on f.id = p.branch_id
         left join valetkey.review_claim c on c.file_id = f.id and c.until > $1
         order by p.sort_value ${sort.direction}, p.branch_id ${sort.direction}`,
        values,
      ),
    );
    const rows = found.rows.slice(0, limit);
    const derivatives = await onPool(pool, (client) =>
      readDerivatives(
        client,
        rows.map((row) => ({ fileId: row.id, version: row.version })),
        { isList: true },
      ),
    );
    const last = found.rows.length > limit ? rows.at(-1) : undefined;
    const end = last === undefined ? horizon : { sortValue: last.sort_value, id: last.id };
    return {
      files: rows.map((row) => toReviewFile(row, now, derivatives)),
      nextCursor: end === null ? null : await cursors.write(scope, end),
      isSearchCapped: searched?.isCapped ?? false,
    };
  };
}
