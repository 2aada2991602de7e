'use client';

import { useEffect, useState } from 'react';
import { ApiError } from '@/shared/api';
import { signDerivative } from '../api/derivatives';
import { fetchPicture } from '../api/fetchPicture';

/** `url` is an address within this page; `null` until the picture is there. */
export type Picture = { url: string | null; isPending: boolean; isFailed: boolean };

/** Pauses while a picture is being made, in milliseconds; after the last one nobody asks any more. */
const patienceMs = [1_000, 2_000, 3_000, 5_000, 10_000, 20_000, 60_000];

/** One picture made from one version of a file; waits for it while it is being made. */
export function usePicture({ id, version }: { id: string; version: number }, derivative: string): Picture {
  const [state, setState] = useState<Picture>({ url: null, isPending: false, isFailed: false });

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let url: string | null = null;
    let tries = 0;
    const ask = async () => {
      try {
        const { signedUrl } = await signDerivative({ key: id, version, derivative }, signal);
        url = await fetchPicture(signedUrl, signal);
        if (signal.aborted) URL.revokeObjectURL(url);
        else setState({ url, isPending: false, isFailed: false });
      } catch (error) {
        if (signal.aborted) return;
        const pause = patienceMs[tries];
        const isMade = !(error instanceof ApiError && error.code === 'NOT_YET_AVAILABLE');
        tries += 1;
        const isPending = !isMade && pause !== undefined;
        setState({ url: null, isPending, isFailed: !isPending });
        if (isPending) timer = setTimeout(ask, pause);
      }
    };
    void ask();
    return () => {
      controller.abort();
      clearTimeout(timer);
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [id, version, derivative]);

  return state;
}
