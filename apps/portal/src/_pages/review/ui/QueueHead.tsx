'use client';

import type { ReviewSort } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { Icon } from '@/shared/ui';
import { gridRoles } from './gridRoles';

export type QueueHeadProps = { sort: ReviewSort; onSort: (sort: ReviewSort) => void };

const words = reviewTexts.queue;

/** The columns on a wide screen, for the head and every row. */
export const columns = 'md:grid md:grid-cols-[minmax(0,1fr)_12rem_11.5rem_5rem_7.5rem] md:gap-x-5';

type Column = { name: keyof typeof words.columns; ascending?: ReviewSort; descending?: ReviewSort };

const heads: readonly Column[] = [
  { name: 'name', ascending: 'name', descending: '-name' },
  { name: 'owner' },
  { name: 'review' },
  { name: 'size', ascending: 'size', descending: '-size' },
  // Waiting longest is created first.
  { name: 'age', ascending: '-createdAt', descending: 'createdAt' },
];

function directionOf(
  { ascending, descending }: Column,
  sort: ReviewSort,
): 'ascending' | 'descending' | 'none' {
  if (sort === ascending) return 'ascending';
  return sort === descending ? 'descending' : 'none';
}

/** The head of the table; narrow screens have cards and choose the order in a list. */
export function QueueHead({ sort, onSort }: QueueHeadProps) {
  return (
    <div {...gridRoles.group} className="hidden md:block">
      <div
        {...gridRoles.headRow}
        className={`${columns} border-b border-line px-5 text-xs font-medium text-muted`}
      >
        {heads.map((column) => {
          const direction = directionOf(column, sort);
          const { name, ascending, descending } = column;
          const isRight = name === 'size' || name === 'age';
          const other = direction === 'descending' ? ascending : (descending ?? ascending);
          return (
            <div
              key={name}
              {...gridRoles.head(ascending === undefined ? undefined : direction)}
              className={`py-1 text-left font-medium ${isRight ? 'text-right' : ''}`}
            >
              {other === undefined ? (
                <span className="inline-flex min-h-8 items-center">{words.columns[name]}</span>
              ) : (
                <button
                  type="button"
                  className={`-mx-2 inline-flex min-h-8 items-center gap-1 rounded px-2 hover:text-ink ${direction === 'none' ? '' : 'text-ink'}`}
                  onClick={() => onSort(other)}
                >
                  {!isRight && words.columns[name]}
                  <Icon
                    name="down"
                    className={`size-3.5 ${direction === 'none' ? 'invisible' : ''} ${direction === 'ascending' ? 'rotate-180' : ''}`}
                  />
                  {isRight && words.columns[name]}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
