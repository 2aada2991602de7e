'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { reviewTexts } from '@/shared/texts';
import type { QueueState } from '../model/reduceQueue';
import type { Selection } from '../model/useSelection';
import { gridRoles } from './gridRoles';
import { QueueHead, type QueueHeadProps } from './QueueHead';
import { QueueRow } from './QueueRow';

const words = reviewTexts.queue;

/** Row heights before they are measured, in pixels; cards on a narrow screen are higher. */
const rowPx = 69;
const cardPx = 128;
/** This many rows before the end the next page is asked for. */
const aheadRows = 25;

/** What the page may ask of the table. */
export type QueueTableHandle = {
  /** Moves the keyboard by so many rows; the table scrolls along. */
  move(by: number): void;
  focusRow(index: number): void;
  visibleIndex(): number;
};

type QueueTableProps = {
  state: QueueState;
  search: string;
  viewerId: string;
  now: number;
  handle: RefObject<QueueTableHandle | null>;
  claimingId: string | null;
  selection: Selection;
  onClaim: (id: string) => void;
  onActivate: (id: string) => void;
  onShowMore: () => void;
} & QueueHeadProps;

/**
 * Table on a wide screen, cards on a narrow one, of the same rows. The server renders the first page whole; from then on only
 * the rows near the screen are there, between two spacers that stand for the rest.
 */
export function QueueTable(props: QueueTableProps) {
  const { state, search, viewerId, now, handle, claimingId, selection, onClaim, onActivate, onShowMore } =
    props;
  const { files, gone, activeId, nextCursor, status } = state;
  const body = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ top: number; rowPx: number } | null>(null);
  const activeIndex = Math.max(
    0,
    files.findIndex(({ id }) => id === activeId),
  );

  const virtualizer = useWindowVirtualizer({
    count: files.length,
    estimateSize: () => place?.rowPx ?? rowPx,
    getItemKey: (index) => files[index]?.id ?? index,
    overscan: 8,
    scrollMargin: place?.top ?? 0,
    scrollPaddingStart: 24,
    scrollPaddingEnd: 80,
  });

  useLayoutEffect(() => {
    const measure = () => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      setPlace({ top: top + scrollY, rowPx: matchMedia('(min-width: 48rem)').matches ? rowPx : cardPx });
    };
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []);

  const isVirtual = place !== null;
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const shown = isVirtual ? items.map(({ index }) => index) : files.map((_, index) => index);
  const before = isVirtual && first !== undefined ? first.start - place.top : 0;
  const after = isVirtual && last !== undefined ? virtualizer.getTotalSize() + place.top - last.end : 0;

  // Back from a file: where the keyboard was, the page is.
  const returning = useRef(activeId !== null);
  useEffect(() => {
    if (!isVirtual || !returning.current) return;
    returning.current = false;
    focusRow(activeIndex, 'center');
  });

  const lastShown = shown.at(-1) ?? 0;
  useEffect(() => {
    if (
      isVirtual &&
      nextCursor !== null &&
      status === 'ready' &&
      lastShown >= files.length - aheadRows &&
      state.problem === null
    )
      onShowMore();
  }, [isVirtual, nextCursor, status, lastShown, files.length, state.problem, onShowMore]);

  // The same for every row and render, or each key would draw every row again.
  const move = useCallback((by: number) => handle.current?.move(by), [handle]);

  // Selects the row that the keyboard is on and the one it goes to.
  const extend = useRef((_by: number) => {});
  const onExtend = useCallback((by: number) => extend.current(by), []);
  useEffect(() => {
    extend.current = (by) => {
      const next = Math.min(files.length - 1, Math.max(0, activeIndex + by));
      selection.add(
        [files[activeIndex], files[next]].flatMap((file) => (file === undefined ? [] : [file.id])),
      );
      handle.current?.move(by);
    };
  });

  const wanted = useRef<string | null>(null);
  function focusRow(index: number, align: 'auto' | 'center' = 'auto'): void {
    const file = files[index];
    if (file === undefined) return;
    wanted.current = file.id;
    onActivate(file.id);
    virtualizer.scrollToIndex(index, { align });
    focusWanted();
  }
  function focusWanted(): void {
    if (wanted.current === null) return;
    const link = body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.current)}"] a`);
    if (link === null || link === undefined) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  }
  // A row far away is there one render after the scrolling.
  useEffect(focusWanted);

  useEffect(() => {
    handle.current = {
      move: (by) => {
        const from = activeId === null ? -1 : activeIndex;
        focusRow(Math.min(files.length - 1, Math.max(0, from + by)));
      },
      focusRow: (index) => focusRow(index),
      visibleIndex: () => virtualizer.range?.startIndex ?? 0,
    };
  });

  return (
    <div {...gridRoles.grid(words.files, nextCursor === null ? files.length + 1 : null)}>
      <QueueHead sort={props.sort} onSort={props.onSort} />
      <div ref={body} {...gridRoles.group}>
        {before > 0 && <Spacer heightPx={before} />}
        {shown.map((index) => {
          const file = files[index];
          return (
            file !== undefined && (
              <QueueRow
                key={file.id}
                file={file}
                index={index}
                search={search}
                viewerId={viewerId}
                now={now}
                isGone={gone.has(file.id)}
                isActive={index === activeIndex}
                isClaiming={claimingId === file.id}
                isSelected={selection.ids.has(file.id)}
                measure={isVirtual ? virtualizer.measureElement : undefined}
                onClaim={onClaim}
                onActivate={onActivate}
                onMove={move}
                onExtend={onExtend}
                onToggle={selection.toggle}
              />
            )
          );
        })}
        {after > 0 && <Spacer heightPx={after} />}
      </div>
    </div>
  );
}

/** Set by script: markup of the server has no styles of its own. */
function Spacer({ heightPx }: { heightPx: number }) {
  return <div aria-hidden="true" style={{ height: heightPx }} />;
}
