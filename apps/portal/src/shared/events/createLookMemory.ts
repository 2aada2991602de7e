/** How long after a look the same one, asked for again, still counts as that look, in milliseconds. */
const sameLookMs = 10 * 60_000;
const maxLooks = 20_000;

export type LookMemory = {
  /** Whether it is another look than before, which is to be written down. */
  isNew: (key: string, now: Date) => boolean;
  /** Takes it back: it could not be written down. */
  forget: (key: string) => void;
};

/**
 * Tells looks at lists from pages that ask again on their own to stay current. A page that stays open is one look, and a new one
 * every day. In the memory of one process: another one writes the same look once more, and that is no lie.
 */
export function createLookMemory(): LookMemory {
  const looks = new Map<string, { lastMs: number; day: string }>();
  return {
    isNew(key, now) {
      const before = looks.get(key);
      const nowMs = now.getTime();
      const day = now.toISOString().slice(0, 10);
      looks.delete(key);
      looks.set(key, { lastMs: nowMs, day });
      for (const oldest of looks.keys()) {
        if (looks.size <= maxLooks) break;
        looks.delete(oldest);
      }
      return before === undefined || before.day !== day || nowMs - before.lastMs > sameLookMs;
    },
    forget: (key) => void looks.delete(key),
  };
}
