import type { Pool } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import { createCatalogueCursor } from './catalogueCursor.ts';
import { type CatalogueFile, type FileRow, toCatalogueFile } from './catalogueFile.ts';
import { onPool } from './inTransaction.ts';
import { readOutcomes } from './readOutcomes.ts';
import { isId, type UploadRow } from './uploadRow.ts';

/** The orders a list can have; a minus means descending. Each is an index, so page 1,000 costs what page 1 costs. */
const sorts = {
  '-createdAt': { column: 'f.created_at', type: 'timestamptz', direction: 'desc', comparison: '<' },
  createdAt: { column: 'f.created_at', type: 'timestamptz', direction: 'asc', comparison: '>' },
  name: { column: '(lower(f.name) collate "C")', type: 'text', direction: 'asc', comparison: '>' },
  '-name': { column: '(lower(f.name) collate "C")', type: 'text', direction: 'desc', comparison: '<' },
} as const;

export type CatalogueSort = keyof typeof sorts;

export const catalogueSorts = Object.keys(sorts) as readonly CatalogueSort[];

export type CatalogueListQuery = {
  ownerId: string;
  /** Files in one page, 1 to 100. @default 50 */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string | null;
  /** Part of the name, in any case, at most 200 characters. */
  q?: string | null;
  /** @default '-createdAt' */
  sort?: string | null;
  /** The trash instead of the files. @default false */
  isTrash?: boolean;
};

export type CataloguePage = { files: CatalogueFile[]; nextCursor: string | null };

const maxLimit = 100;
const defaultLimit = 50;
const maxSearchLength = 200;

function isSort(sort: string): sort is CatalogueSort {
  return Object.hasOwn(sorts, sort);
}

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
  return { limit, scope: { ownerId: query.ownerId, sort, q, isTrash: query.isTrash ?? false } };
}

/** One owner's files, a page at a time, by keyset: a page starts right after the last row of the page before. */
export function createCatalogueList(options: {
  pool: Pool;
  cursorSecret: string;
}): (query: CatalogueListQuery) => Promise<CataloguePage> {
  const { pool, cursorSecret } = options;
  const cursors = createCatalogueCursor(cursorSecret);

  return async (query) => {
    const { limit, scope } = readQuery(query);
    const sort = sorts[scope.sort];
    const values: unknown[] = [scope.ownerId, limit + 1];
    const conditions: string[] = [];
    if (query.cursor !== undefined && query.cursor !== null) {
      const after = await cursors.read(scope, query.cursor);
      const isDate = sort.type === 'timestamptz';
      if (!isId(after.id) || (isDate && Number.isNaN(Date.parse(after.sortValue)))) {
        throw new ValetKeyError('INVALID_QUERY', 'The cursor is not one of an earlier answer to this query.');
      }
      values.push(after.sortValue, after.id);
      conditions.push(
        `and (${sort.column}, f.id) ${sort.comparison} ($${values.length - 1}::${sort.type}, $${values.length})`,
      );
    }
    if (scope.q !== '') {
      values.push(scope.q);
      conditions.push(`and strpos(lower(f.name), lower($${values.length})) > 0`);
    }

    return onPool(pool, async (client) => {
      const found = await client.query<FileRow & { sort_value: string | Date }>(
        `select f.id, f.current_version, f.created_at, f.updated_at, ${sort.column} as sort_value
         from valetkey.file f
         where f.owner_id = $1 and f.current_version is not null
           and f.deleted_at is ${scope.isTrash ? 'not null' : 'null'} ${conditions.join(' ')}
         order by ${sort.column} ${sort.direction}, f.id ${sort.direction} limit $2`,
        values,
      );
      const rows = found.rows.slice(0, limit);
      const versions = await client.query<UploadRow>(
        'select * from valetkey.upload where file_id = any($1) order by version desc',
        [rows.map((row) => row.id)],
      );
      const outcomes = await readOutcomes(
        client,
        versions.rows.filter((version) =>
          rows.some((row) => row.id === version.file_id && row.current_version === version.version),
        ),
      );
      const last = found.rows.length > limit ? rows.at(-1) : undefined;
      return {
        files: rows.map((row) =>
          toCatalogueFile(
            row,
            versions.rows.filter((version) => version.file_id === row.id),
            outcomes,
          ),
        ),
        nextCursor:
          last === undefined
            ? null
            : await cursors.write(scope, {
                sortValue: last.sort_value instanceof Date ? last.sort_value.toISOString() : last.sort_value,
                id: last.id,
              }),
      };
    });
  };
}
