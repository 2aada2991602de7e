/** How often a claim is renewed, in milliseconds: two renewals may be missed before the lease of ten minutes ends. */
export const renewEveryMs = 4 * 60_000;
/** After so long without a key, a click or a scroll nobody is at the page. */
export const idleAfterMs = 15 * 60_000;

type ClaimKeeperPorts = {
  clock: () => number;
  /** Whether the page is in sight and has a connection. */
  isReachable: () => boolean;
  renew: () => Promise<void>;
};

export type ClaimKeeper = {
  /** Somebody is at the page. */
  touch: () => void;
  /** Renews when it is time to; called every now and then, and when the page comes back into sight or to its connection. */
  check: () => Promise<void>;
};

/** Renews a claim for as long as somebody works at the page. A page in the background or left alone lets it run out. */
export function keepClaim({ clock, isReachable, renew }: ClaimKeeperPorts): ClaimKeeper {
  let renewedAt = clock();
  let touchedAt = clock();
  let isRenewing = false;

  async function check(): Promise<void> {
    const now = clock();
    if (isRenewing || !isReachable() || now - touchedAt > idleAfterMs || now - renewedAt < renewEveryMs)
      return;
    isRenewing = true;
    try {
      await renew();
      renewedAt = now;
    } finally {
      isRenewing = false;
    }
  }

  return {
    touch: () => {
      touchedAt = clock();
    },
    check,
  };
}
