'use client';

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { signDerivative } from '../api/derivatives';
import type { Derivative } from './Derivative';

type SignedMedia = {
  isPending: boolean;
  isFailed: boolean;
  /** The element could not go on: its URL has ended, most likely. */
  onError: () => void;
  onPlaying: () => void;
};

/** Pauses while it is being made, in milliseconds; after the last one nobody asks any more. */
const patienceMs = [2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000, 60_000];
/** New URLs in a row without a moment that played: then it is not the URL's age. */
const maxRenewals = 3;

/**
 * Gives a player a URL that lives for minutes, and another one when it has ended: it goes on where it was, playing or not. A
 * player fetches as it plays and jumps, so here the URL itself is needed; it is set on the element and nowhere else.
 */
export function useSignedMedia(
  element: RefObject<HTMLMediaElement | null>,
  { id, version }: { id: string; version: number },
  { name: derivative, state: known }: Pick<Derivative, 'name' | 'state'>,
): SignedMedia {
  const isPendingAtFirst = known === 'pending';
  const [state, setState] = useState({ isPending: false, isFailed: false });
  const renewals = useRef(0);
  const running = useRef<AbortController | null>(null);

  const start = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    let tries = 0;
    const ask = async () => {
      const wanted = { key: id, version, derivative, isPending: isPendingAtFirst };
      try {
        const signedUrl = await signDerivative(wanted, signal);
        const player = element.current;
        if (signedUrl === null) {
          const pause = patienceMs[tries];
          tries += 1;
          setState({ isPending: pause !== undefined, isFailed: pause === undefined });
          if (pause !== undefined) setTimeout(() => signal.aborted || void ask(), pause);
          return;
        }
        if (player === null) return;
        const { currentTime, paused, src } = player;
        player.src = signedUrl;
        if (src !== '') {
          player.currentTime = currentTime;
          if (!paused) await player.play().catch(() => {});
        }
        setState({ isPending: false, isFailed: false });
      } catch {
        if (!signal.aborted) setState({ isPending: false, isFailed: true });
      }
    };
    void ask();
  }, [element, id, version, derivative, isPendingAtFirst]);

  useEffect(() => {
    renewals.current = 0;
    start();
    const player = element.current;
    return () => {
      running.current?.abort();
      // Nothing goes on being fetched for a page that is left.
      player?.removeAttribute('src');
      player?.load();
    };
  }, [element, start]);

  return {
    ...state,
    onError: () => {
      // Also what is told when the element is left without a source.
      if (!element.current?.getAttribute('src')) return;
      renewals.current += 1;
      if (renewals.current <= maxRenewals) start();
      else setState({ isPending: false, isFailed: true });
    },
    onPlaying: () => {
      renewals.current = 0;
    },
  };
}
