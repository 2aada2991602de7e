/** What is hashed is in memory meanwhile, so few at a time. */
const AT_ONCE = 2;

export type HashLane = {
  /** Base64 SHA-256 of the bytes. Rejects when they can no longer be read, or when called off. */
  hash(bytes: Blob, isWanted: () => boolean): Promise<string>;
};

/**
 * Sums by Web Crypto, which browsers compute beside the page's own thread, after they copied the bytes on it: that is felt with parts of many
 * megabytes. A page on plain http has no Web Crypto and gives no checksums.
 */
export function createHashLane(): HashLane {
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    async hash(bytes, isWanted) {
      if (running === AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      try {
        if (!isWanted()) throw new DOMException('Called off.', 'AbortError');
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer()));
        return btoa(String.fromCharCode(...digest));
      } finally {
        const next = waiting.shift();
        // Whoever waited takes over the place.
        if (next) next();
        else running--;
      }
    },
  };
}
