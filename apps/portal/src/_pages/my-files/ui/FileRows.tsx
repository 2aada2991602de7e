'use client';

import { useCallback, useEffect, useState } from 'react';
import type { FileSummary } from '@/entities/file';
import { type ListKeys, useListKeys } from '../model/useListKeys';
import { useVirtualRows } from '../model/useVirtualRows';
import { FileRow, type FileRowProps } from './FileRow';

type FileRowsProps = Pick<FileRowProps, 'isTrash' | 'actions' | 'onSelect'> &
  Pick<ListKeys, 'onSelectAll' | 'onClearSelection'> & {
    files: readonly FileSummary[];
    selected: ReadonlySet<string>;
    labelledBy: string;
    describedBy: string;
    /** There are more than are loaded, nobody knows how many. */
    hasMore: boolean;
  };

/** The list itself: only the rows around the window are in the page, however many there are. */
export function FileRows({
  files,
  selected,
  isTrash,
  actions,
  onSelect,
  onSelectAll,
  onClearSelection,
  labelledBy,
  describedBy,
  hasMore,
}: FileRowsProps) {
  const keys = useListKeys({ files, selected, isTrash, actions, onSelect, onSelectAll, onClearSelection });
  // Another function would have the places of all rows computed again.
  const keyOf = useCallback((index: number) => files[index]!.id, [files]);
  const rows = useVirtualRows({ count: files.length, keyOf, kept: keys.activeIndex });
  keys.reveal.current = rows.reveal;
  // Pictures come when everything else is there, and what draws them does too.
  const [Thumbnail, setThumbnail] = useState<FileRowProps['Thumbnail']>(null);
  useEffect(() => {
    const load = () =>
      void import('@/entities/derivative').then(
        (loaded) => setThumbnail(() => loaded.Thumbnail),
        () => {},
      );
    if (document.readyState === 'complete') load();
    else addEventListener('load', load, { once: true });
  }, []);

  return (
    <ul
      ref={(element) => {
        keys.list.current = element;
        rows.list.current = element;
      }}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onFocus={keys.onFocus}
      className="relative"
      {...(rows.height !== null && { style: { height: rows.height } })}
    >
      {rows.items.map(({ index, start }) => {
        const file = files[index]!;
        return (
          <li
            key={file.id}
            ref={rows.measure}
            data-index={index}
            data-file={file.id}
            aria-posinset={index + 1}
            aria-setsize={hasMore ? -1 : files.length}
            className={`border-line not-first:border-t ${start === null ? '' : 'absolute inset-x-0 top-0'}`}
            {...(start !== null && { style: { transform: `translateY(${start}px)` } })}
          >
            <FileRow
              file={file}
              isSelected={selected.has(file.id)}
              isActive={index === keys.activeIndex}
              isTrash={isTrash}
              actions={actions}
              Thumbnail={Thumbnail}
              onSelect={onSelect}
            />
          </li>
        );
      })}
    </ul>
  );
}
