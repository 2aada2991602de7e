'use client';

import { useEffect, useState } from 'react';
import { signDerivative } from '../api/derivatives';
import { fetchPicture } from '../api/fetchPicture';
import type { Derivative } from './Derivative';

/** `url` is an address within this page; `null` until the picture is there. */
export type Picture = { url: string | null; isPending: boolean; isFailed: boolean };

/** Pauses while a picture is being made, in milliseconds; after the last one nobody asks any more. */
const patienceMs = [1_000, 2_000, 3_000, 5_000, 10_000, 20_000, 60_000];

/** One picture made from one version of a file; waits for it while it is being made. Without one there is none. */
export function usePicture(
  { id, version }: { id: string; version: number },
  picture: Pick<Derivative, 'name' | 'state'> | null,
): Picture {
  const derivative = picture?.name ?? null;
  const isPendingAtFirst = picture?.state === 'pending';
  const [state, setState] = useState<Picture>({ url: null, isPending: false, isFailed: false });

  useEffect(() => {
    if (derivative === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let url: string | null = null;
    let tries = 0;
    const ask = async () => {
      const wanted = { key: id, version, derivative, isPending: isPendingAtFirst };
      try {
        const signedUrl = await signDerivative(wanted, signal);
        if (signedUrl === null) {
          const pause = patienceMs[tries];
          tries += 1;
          setState({ url: null, isPending: pause !== undefined, isFailed: pause === undefined });
          if (pause !== undefined) timer = setTimeout(ask, pause);
          return;
        }
        url = await fetchPicture(signedUrl, signal);
        if (signal.aborted) URL.revokeObjectURL(url);
        else setState({ url, isPending: false, isFailed: false });
      } catch {
        if (!signal.aborted) setState({ url: null, isPending: false, isFailed: true });
      }
    };
    void ask();
    return () => {
      controller.abort();
      clearTimeout(timer);
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [id, version, derivative, isPendingAtFirst]);

  return state;
}
