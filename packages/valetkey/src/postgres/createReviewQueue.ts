import type { Pool } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import { createCatalogueCursor } from './catalogueCursor.ts';
import { onPool } from './inTransaction.ts';
import { readDerivatives } from './readDerivatives.ts';
import { queueBranches, queueSorts, type ReviewQueueQuery, readQueueQuery } from './reviewQueueQuery.ts';
import {
  isReviewable,
  type ReviewFile,
  type ReviewFileRow,
  reviewFileColumns,
  toReviewFile,
} from './reviewRow.ts';
import { type FindPeople, matchesWords, searchFiles } from './searchFiles.ts';
import { isId } from './uploadRow.ts';

export type ReviewQueuePage = {
  files: ReviewFile[];
  nextCursor: string | null;
  /** Whether more than the newest 1,000 documents match what was searched for; only those were looked at. */
  isSearchCapped: boolean;
};

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
    const { limit, ...rest } = wanted;
    const scope = {
      list: 'review',
      ...rest,
      states: query.state ?? null,
      reviews: query.review ?? null,
      categories: query.category ?? null,
      required: wanted.required.join(),
    };
    const sort = queueSorts[wanted.sort];
    const now = clock();
    const values: unknown[] = [now, limit + 1];
    const parameter = (value: unknown) => `$${values.push(value)}`;
    const conditions = [isReviewable];
    if (query.cursor !== undefined && query.cursor !== null) {
      const after = await cursors.read(scope, query.cursor);
      if (!isId(after.id))
        throw new ValetKeyError('INVALID_QUERY', 'The cursor is not one of an earlier answer to this query.');
      const place = `(${parameter(after.sortValue)}::${sort.type}, ${parameter(after.id)})`;
      conditions.push(`(${sort.column}, f.id) ${sort.comparison} ${place}`);
    }
    if (wanted.owner !== '') conditions.push(`f.owner_id = ${parameter(wanted.owner)}`);
    const searched =
      wanted.q === '' ? null : await onPool(pool, (client) => searchFiles(client, wanted.q, findPeople));
    if (searched !== null) conditions.push(...matchesWords(searched, parameter));
    if (wanted.assignee === 'none')
      conditions.push(
        'not exists (select from valetkey.review_claim h where h.file_id = f.id and h.until > $1)',
      );
    else if (wanted.assignee !== '')
      conditions.push(
        `f.id = any(array(select h.file_id from valetkey.review_claim h
           where h.by_id = ${parameter(wanted.assignee)} and h.until > $1))`,
      );
    const branches = queueBranches(wanted).map(
      (branch) =>
        `(select f.id as branch_id, ${sort.column} as sort_value from valetkey.file f
          where ${[...conditions, branch].join(' and ')}
          order by ${sort.column} ${sort.direction}, f.id ${sort.direction} limit $2)`,
    );

    const found = await onPool(pool, (client) =>
      client.query<ReviewFileRow & { sort_value: string }>(
        `select ${reviewFileColumns}, p.sort_value::text as sort_value
         from (
           select * from (${branches.join(' union all ')}) merged
           order by sort_value ${sort.direction}, branch_id ${sort.direction} limit $2
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
    return {
      files: rows.map((row) => toReviewFile(row, now, derivatives)),
      nextCursor:
        last === undefined ? null : await cursors.write(scope, { sortValue: last.sort_value, id: last.id }),
      isSearchCapped: searched?.isCapped ?? false,
    };
  };
}
