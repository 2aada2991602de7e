'use client';

import { useEffect, useRef } from 'react';
import { renewClaim } from '@/entities/review';
import { isOutdated } from './describeActionProblem';
import { keepClaim } from './keepClaim';

const checkEveryMs = 20_000;
const signsOfLife = ['pointerdown', 'keydown', 'scroll'] as const;

type ClaimKeeperOptions = {
  fileId: string;
  /** Whether there is a claim to keep. */
  isMine: boolean;
  onRenewed: (until: string) => void;
  /** Somebody else has it, or it ran out. */
  onEnded: () => void;
};

/** Renews the claim of the file on this page while it is in sight and worked at. */
export function useClaimKeeper({ fileId, isMine, ...reactions }: ClaimKeeperOptions): void {
  const latest = useRef(reactions);
  useEffect(() => {
    latest.current = reactions;
  });
  useEffect(() => {
    if (!isMine) return;
    const keeper = keepClaim({
      clock: Date.now,
      isReachable: () => document.visibilityState === 'visible' && navigator.onLine,
      renew: async () => latest.current.onRenewed((await renewClaim(fileId)).until),
    });
    const check = () => {
      keeper.check().catch((error: unknown) => {
        // Anything else, such as a lost connection, is tried again.
        if (isOutdated(error)) latest.current.onEnded();
      });
    };
    const touch = () => {
      keeper.touch();
      check();
    };
    const timer = setInterval(check, checkEveryMs);
    for (const sign of signsOfLife) addEventListener(sign, touch, { passive: true });
    document.addEventListener('visibilitychange', check);
    addEventListener('online', check);
    return () => {
      clearInterval(timer);
      for (const sign of signsOfLife) removeEventListener(sign, touch);
      document.removeEventListener('visibilitychange', check);
      removeEventListener('online', check);
    };
  }, [fileId, isMine]);
}
