import type { Pool } from 'pg';
import { reviewStates, storageStates, ValetKeyError } from '../protocol/index.ts';
import { createCatalogueCursor } from './catalogueCursor.ts';
import {
  type CatalogueFile,
  currentRow,
  type FileRow,
  fileCategories,
  fileColumns,
  toCatalogueFile,
} from './catalogueFile.ts';
import { onPool } from './inTransaction.ts';
import { readDerivatives } from './readDerivatives.ts';
import { readOutcomes } from './readOutcomes.ts';
import { isId, type UploadRow } from './uploadRow.ts';

/** The orders a list can have; a minus means descending. Each is an index, so page 1,000 costs what page 1 costs. */
const columns = {
  createdAt: { column: 'f.created_at', type: 'timestamptz' },
  updatedAt: { column: 'f.updated_at', type: 'timestamptz' },
  name: { column: '(lower(f.name) collate "C")', type: 'text' },
  size: { column: '(coalesce(f.size, 0))', type: 'bigint' },
} as const;

export const catalogueSorts = [
  '-createdAt',
  'createdAt',
  '-updatedAt',
  'updatedAt',
  'name',
  '-name',
  'size',
  '-size',
] as const;

export type CatalogueSort = (typeof catalogueSorts)[number];

export type CatalogueListQuery = {
  ownerId: string;
  /** Files in one page, 1 to 100. @default 50 */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string | null;
  /** Part of the name, in any case, at most 200 characters; no character of it is special. */
  q?: string | null;
  /** @default '-createdAt' */
  sort?: string | null;
  /** Only these categories, separated by commas. @default all */
  category?: string | null;
  /** Only these storage states, separated by commas. @default all */
  state?: string | null;
  /** Only these review states, separated by commas. @default all */
  review?: string | null;
  /** The trash instead of the files. @default false */
  isTrash?: boolean;
};

export type CataloguePage = { files: CatalogueFile[]; nextCursor: string | null };

const maxLimit = 100;
const defaultLimit = 50;
const maxSearchLength = 200;
/** Versions of one file in a list, beside the current one. */
const maxListedVersions = 10;

function isSort(sort: string): sort is CatalogueSort {
  return (catalogueSorts as readonly string[]).includes(sort);
}

/** A list of known words, each once and in the order of the alphabet; `null` when everything is wanted. */
function readFilter(
  name: string,
  given: string | null | undefined,
  known: readonly string[],
): string[] | null {
  if (given === undefined || given === null) return null;
  const words = given.split(',');
  if (words.length > known.length || words.some((word) => !known.includes(word))) {
    throw new ValetKeyError(
      'INVALID_QUERY',
      `${name} must be one or more of ${known.join(', ')}, separated by commas.`,
    );
  }
  return [...new Set(words)].sort();
}

/** As owners see the states: what waits for a second person is in review. */
function reviewFilter(text: string | null | undefined): string[] | null {
  const wanted = readFilter('review', text, ownersReviewStates);
  return wanted?.includes('in_review') === true ? [...wanted, 'awaiting_second'] : wanted;
}

const ownersReviewStates = reviewStates.filter((state) => state !== 'awaiting_second');

function readQuery(query: CatalogueListQuery) {
  const limit = query.limit ?? defaultLimit;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new ValetKeyError('INVALID_QUERY', `limit must be a whole number from 1 to ${maxLimit}.`);
  }
  const sort = query.sort ?? '-createdAt';
  if (!isSort(sort))
    throw new ValetKeyError('INVALID_QUERY', `sort must be one of ${catalogueSorts.join(', ')}.`);
  const q = query.q ?? '';
  if (q.length > maxSearchLength || /\p{Cc}|\p{Cs}/u.test(q)) {
    throw new ValetKeyError('INVALID_QUERY', `q must be text of at most ${maxSearchLength} characters.`);
  }
  const filters = {
    place: query.isTrash === true ? 'trash' : 'files',
    category: readFilter('category', query.category, fileCategories),
    state: readFilter('state', query.state, storageStates),
    review: reviewFilter(query.review),
  };
  return {
    limit,
    sort,
    q,
    filters,
    scope: { ownerId: query.ownerId, sort, q, filters: JSON.stringify(filters) },
  };
}

/** One owner's files, a page at a time, by keyset: a page starts right after the last row of the page before. */
export function createCatalogueList(options: {
  pool: Pool;
  cursorSecret: string;
}): (query: CatalogueListQuery) => Promise<CataloguePage> {
  const { pool, cursorSecret } = options;
  const cursors = createCatalogueCursor(cursorSecret);

  return async (query) => {
    const { limit, sort, q, filters, scope } = readQuery(query);
    const direction = sort.startsWith('-') ? 'desc' : 'asc';
    const { column, type } = columns[sort.replace('-', '') as keyof typeof columns];
    const values: unknown[] = [scope.ownerId, filters.place, limit + 1];
    const conditions: string[] = [];
    for (const name of ['category', 'state', 'review'] as const) {
      if (filters[name] === null) continue;
      values.push(filters[name]);
      conditions.push(`and f.${name} = any($${values.length})`);
    }
    if (query.cursor !== undefined && query.cursor !== null) {
      const after = await cursors.read(scope, query.cursor);
      if (!isId(after.id) || !isSortValue(type, after.sortValue)) {
        throw new ValetKeyError('INVALID_QUERY', 'The cursor is not one of an earlier answer to this query.');
      }
      values.push(after.sortValue, after.id);
      const comparison = direction === 'desc' ? '<' : '>';
      conditions.push(
        `and (${column}, f.id) ${comparison} ($${values.length - 1}::${type}, $${values.length})`,
      );
    }
    if (q !== '') {
      values.push(q);
      conditions.push(`and strpos(lower(f.name), lower($${values.length})) > 0`);
    }

    return onPool(pool, async (client) => {
      const found = await client.query<FileRow & { sort_value: string }>(
        `select ${fileColumns}, ${sortText(type, column)} as sort_value
         from valetkey.file f
         where f.owner_id = $1 and f.place = $2 ${conditions.join(' ')}
         order by ${column} ${direction}, f.id ${direction} limit $3`,
        values,
      );
      const rows = found.rows.slice(0, limit);
      // A file may have hundreds of versions, and a page a hundred files: the details of one file have them all.
      const versions = await client.query<UploadRow>(
        `with given as (
           select * from unnest($1::text[], $2::integer[], $3::integer[]) as g(id, current_version, last_version)
         )
         select u.* from given g join valetkey.upload u
           on u.file_id = g.id and u.version > g.last_version - ${maxListedVersions}
         union all
         select u.* from given g join valetkey.upload u on u.file_id = g.id and u.version = g.current_version
         where g.current_version <= g.last_version - ${maxListedVersions}
         order by version desc`,
        [
          rows.map((row) => row.id),
          rows.map((row) => row.current_version),
          rows.map((row) => row.last_version),
        ],
      );
      const byFile = new Map<string, UploadRow[]>(rows.map((row) => [row.id, []]));
      for (const version of versions.rows) byFile.get(version.file_id)?.push(version);
      const current = rows.flatMap((row) => currentRow(byFile.get(row.id) ?? [], row.current_version) ?? []);
      const outcomes = await readOutcomes(client, current);
      const derivatives = await readDerivatives(
        client,
        current.map((row) => ({ fileId: row.file_id, version: row.version })),
        { isList: true },
      );
      const last = found.rows.length > limit ? rows.at(-1) : undefined;
      return {
        files: rows.map((row) => toCatalogueFile(row, byFile.get(row.id) ?? [], outcomes, derivatives)),
        nextCursor:
          last === undefined ? null : await cursors.write(scope, { sortValue: last.sort_value, id: last.id }),
      };
    });
  };
}

/** The value as text from which the same value can be made again: a `Date` would lose microseconds. */
function sortText(type: string, column: string): string {
  return type === 'timestamptz'
    ? `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
    : `${column}::text`;
}

function isSortValue(type: string, value: string): boolean {
  if (type === 'timestamptz') return !Number.isNaN(Date.parse(value));
  return type === 'text' || /^\d{1,18}$/.test(value);
}
