'use client';

import { useCallback, useEffect, useRef, useState } from 'react';

export type Loaded<Value> = {
  /** The last good answer; it stays while a newer one is asked for, and when that fails. */
  value: Value | null;
  /** Why the last attempt failed; `null` after a success. */
  error: unknown;
  isLoading: boolean;
  reload: () => void;
  /** Takes over what another call answered. */
  replace: (value: Value) => void;
};

type Options = {
  /** Asks again after this long while the page is looked at, in milliseconds. @default never */
  refreshMs?: number;
};

/**
 * One answer of the server, asked for anew whenever `key` changes. An answer that comes after a newer question is thrown away.
 *
 * @param key what is asked for, as a text: `load` itself may be a new function at every render
 */
export function useLoaded<Value>(
  key: string,
  load: (signal: AbortSignal) => Promise<Value>,
  { refreshMs }: Options = {},
): Loaded<Value> {
  const [state, setState] = useState<{ value: Value | null; error: unknown; isLoading: boolean }>({
    value: null,
    error: null,
    isLoading: true,
  });
  const latestLoad = useRef(load);
  const running = useRef<AbortController | null>(null);

  useEffect(() => {
    latestLoad.current = load;
  });

  const ask = useCallback(async () => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState((before) => ({ ...before, isLoading: true }));
    try {
      const value = await latestLoad.current(controller.signal);
      if (!controller.signal.aborted) setState({ value, error: null, isLoading: false });
    } catch (error) {
      if (!controller.signal.aborted) setState((before) => ({ ...before, error, isLoading: false }));
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another question
  useEffect(() => {
    void ask();
    return () => running.current?.abort();
  }, [ask, key]);

  useEffect(() => {
    if (refreshMs === undefined) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void ask();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [ask, refreshMs]);

  const reload = useCallback(() => void ask(), [ask]);
  const replace = useCallback((value: Value) => {
    running.current?.abort();
    setState({ value, error: null, isLoading: false });
  }, []);
  return { ...state, reload, replace };
}
