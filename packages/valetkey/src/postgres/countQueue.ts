import type { Pool } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import { onPool } from './inTransaction.ts';
import {
  queueBounds,
  queueBranches,
  queueFew,
  queueFilters,
  type ReviewQueueQuery,
  readQueueQuery,
} from './reviewQueueQuery.ts';
import { isReviewable } from './reviewRow.ts';
import { isInScope } from './reviewScope.ts';

/** How many documents a list has: exact, or at least so many when there are more. */
export type QueueCount = { files: number; isMore: boolean };

const maxCounted = 1_000;
/** So many documents of each end of the queue are looked at when a filter passes some over. */
const maxLookedAt = 10_000;

/** Counts what a query of the queue finds, and no further than anybody reads; a search is looked for when somebody asks, not counted. */
export async function countQueue(pool: Pool, query: ReviewQueueQuery, now: Date): Promise<QueueCount> {
  const { cursor: _, limit: __, scope, ...asked } = query;
  // The order that every branch has an index for without a look at the file.
  const wanted = readQueueQuery({ ...asked, sort: asked.due === 'overdue' ? 'dueAt' : 'createdAt' });
  if (wanted.q !== '') throw new ValetKeyError('INVALID_QUERY', 'What is searched for is not counted.');
  const values: unknown[] = [now];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const bounds = [
    isReviewable,
    ...queueFew(wanted, parameter),
    ...queueBounds(wanted, { after: null, upTo: null }, parameter),
  ];
  const filters = [
    ...queueFilters(wanted, parameter),
    ...(scope == null ? [] : [isInScope(scope, parameter)]),
  ];
  const end = filters.length === 0 ? maxCounted + 1 : maxLookedAt;
  const branches = queueBranches(wanted).map(
    (
      branch,
    ) => `(select count(*) as looked, count(*) filter (where ${['true', ...filters].join(' and ')}) as found
      from (select f.* from valetkey.file f where ${[...bounds, branch].join(' and ')} limit ${end}) f)`,
  );
  const { rows } = await onPool(pool, (client) =>
    client.query<QueueCount>(
      `select least(sum(found), ${maxCounted})::integer as files,
         sum(found) > ${maxCounted} or max(looked) = ${end} as "isMore"
       from (${branches.join(' union all ')}) counted where $1::timestamptz is not null`,
      values,
    ),
  );
  const [count] = rows;
  if (count === undefined) throw new TypeError('a sum is one row');
  return count;
}
