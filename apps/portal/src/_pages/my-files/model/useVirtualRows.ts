'use client';

import type { Virtualizer, VirtualizerOptions } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

type VirtualModule = typeof import('@tanstack/react-virtual');
type WindowVirtualizer = Virtualizer<Window, HTMLElement>;

/** Up to here all rows are in the page: drawing them costs less than loading what would leave them out. */
const plainRows = 60;
const estimatedRowPixels = 65;

type VirtualRows = {
  list: RefObject<HTMLElement | null>;
  /** The rows to draw; `start` is `null` while they stand one below the other by themselves. */
  items: readonly { index: number; start: number | null }[];
  /** Of the whole list, in pixels; `null` while it has its own. */
  height: number | null;
  measure: ((element: HTMLElement | null) => void) | undefined;
  /** Scrolls a row into the window, as little as possible. */
  reveal: (index: number) => void;
};

type VirtualRowsOptions = {
  count: number;
  keyOf: (index: number) => string;
  /** A row that stays in the page wherever the window is, because it has the focus. */
  kept: number;
};

/** How far down the page the list begins; what is above it comes and goes with uploads and messages. */
function useTop(list: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    const place = () => {
      if (list.current !== null)
        setTop(Math.round(list.current.getBoundingClientRect().top + window.scrollY));
    };
    const observer = new ResizeObserver(place);
    observer.observe(document.body);
    place();
    return () => observer.disconnect();
  }, [list]);
  return top;
}

function useVirtualizer(
  module: VirtualModule | null,
  { count, keyOf, kept, scrollMargin }: VirtualRowsOptions & { scrollMargin: number },
): WindowVirtualizer | null {
  const [, redraw] = useReducer((version: number) => version + 1, 0);
  const instance = useRef<WindowVirtualizer>(null);
  if (module !== null) {
    const options: VirtualizerOptions<Window, HTMLElement> = {
      count,
      getScrollElement: () => window,
      estimateSize: () => estimatedRowPixels,
      getItemKey: keyOf,
      overscan: 8,
      scrollMargin,
      initialOffset: () => window.scrollY,
      observeElementRect: module.observeWindowRect,
      observeElementOffset: module.observeWindowOffset,
      scrollToFn: module.windowScroll,
      rangeExtractor: (range) => {
        const indexes = module.defaultRangeExtractor(range);
        if (kept < 0 || kept >= count || indexes.includes(kept)) return indexes;
        return [...indexes, kept].sort((a, b) => a - b);
      },
      // While it is being scrolled, rows have to be there before the next frame is painted.
      onChange: (_, isScrolling) => (isScrolling ? flushSync(redraw) : redraw()),
    };
    instance.current ??= new module.Virtualizer(options);
    instance.current.setOptions(options);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the instance is there once the module is
  useLayoutEffect(() => instance.current?._didMount(), [module]);
  useLayoutEffect(() => instance.current?._willUpdate());
  return module === null ? null : instance.current;
}

/**
 * The rows around the window, out of any number. Short lists, and so what the server renders, are plain: positions are styles,
 * which only a script may set, and the code for them comes with the first long list.
 */
export function useVirtualRows({ count, keyOf, kept }: VirtualRowsOptions): VirtualRows {
  const list = useRef<HTMLElement>(null);
  const [module, setModule] = useState<VirtualModule | null>(null);
  const scrollMargin = useTop(list);
  const isMany = count > plainRows;

  useEffect(() => {
    // Without it the list only stays as long as it is.
    if (isMany) import('@tanstack/react-virtual').then(setModule, () => {});
  }, [isMany]);

  const virtualizer = useVirtualizer(module, { count, keyOf, kept, scrollMargin });
  if (virtualizer === null)
    return {
      list,
      items: Array.from({ length: count }, (_, index) => ({ index, start: null })),
      height: null,
      measure: undefined,
      reveal: (index) =>
        list.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' }),
    };
  return {
    list,
    items: virtualizer.getVirtualItems().map(({ index, start }) => ({ index, start: start - scrollMargin })),
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    reveal: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
