import type { StoredKey } from '../../postgres/listStoredKeys.ts';

/** Puts two ascending lists of keys beside each other: what the store has, one by one, and what records say. */
export type KeyComparison = {
  /** A key of the store, each greater than the last. */
  see(key: string): Promise<void>;
  /** The store has no more. */
  end(): Promise<void>;
  /** Records whose object did not come. */
  missing: StoredKey[];
  compared: number;
  /** The store's list was not in order: nothing can be said about what is missing. */
  isOutOfOrder: boolean;
};

export function compareKeys(expected: AsyncIterator<StoredKey>): KeyComparison {
  let next: StoredKey | null = null;
  let hasBegun = false;
  let last = '';
  const advance = async () => {
    const result = await expected.next();
    next = result.done === true ? null : result.value;
    if (next !== null) comparison.compared++;
  };
  const comparison: KeyComparison = {
    missing: [],
    compared: 0,
    isOutOfOrder: false,
    async see(key) {
      if (!hasBegun) await advance();
      hasBegun = true;
      if (key < last) comparison.isOutOfOrder = true;
      last = key;
      while (next !== null && next.key < key) {
        comparison.missing.push(next);
        await advance();
      }
      if (next?.key === key) await advance();
    },
    async end() {
      if (!hasBegun) await advance();
      hasBegun = true;
      while (next !== null) {
        comparison.missing.push(next);
        await advance();
      }
    },
  };
  return comparison;
}
