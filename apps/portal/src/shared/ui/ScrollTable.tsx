'use client';

import type { ReactNode } from 'react';

type ScrollTableProps = {
  /** What the table is about, for who does not see it. */
  label: string;
  columns: readonly string[];
  /** Columns of figures, from 0 on. */
  numeric?: readonly number[];
  children: ReactNode;
};

/** A table that may be wider and longer than its place, and is then scrolled there, with the keyboard too. */
export function ScrollTable({ label, columns, numeric = [], children }: ScrollTableProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a part of the page that scrolls, and no heading of its own
    <div
      role="region"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard.
      tabIndex={0}
      className="max-h-[32rem] overflow-auto rounded-lg border border-line px-3"
    >
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-b border-line">
            {columns.map((column, index) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have an order and may have the same name
                key={index}
                scope="col"
                className={`py-2 pr-4 font-medium whitespace-nowrap text-muted last:pr-0 ${
                  numeric.includes(index) ? 'text-right' : 'text-left'
                }`}
              >
                <bdi>{column}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  );
}
