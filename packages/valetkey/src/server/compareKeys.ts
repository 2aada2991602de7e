import type { StoredObject } from './Records.ts';

/** Puts two ascending lists of keys beside each other: what the store has, one by one, and what records say. */
export type KeyComparison = {
  /** A key of the store, each greater than the last. */
  see(key: string): Promise<void>;
  /** The store has no more. */
  end(): Promise<void>;
  /** Lets go of the records, wherever it is. */
  close(): Promise<void>;
  /** Records whose object did not come. */
  missing: StoredObject[];
  compared: number;
  /** The store's list was not in order: nothing can be said about what is missing. */
  isOutOfOrder: boolean;
};

/** Of a bucket that was emptied so many are enough to say so. */
const mostMissing = 10_000;

export function compareKeys(records: AsyncIterable<StoredObject>): KeyComparison {
  const expected = records[Symbol.asyncIterator]();
  let next: StoredObject | null = null;
  let hasBegun = false;
  let last = '';
  const advance = async () => {
    const result = comparison.missing.length < mostMissing ? await expected.next() : { done: true };
    next = 'value' in result && result.done !== true ? result.value : null;
    if (next !== null) comparison.compared++;
  };
  const begin = async () => {
    if (!hasBegun) await advance();
    hasBegun = true;
  };
  const miss = async (stored: StoredObject) => {
    comparison.missing.push(stored);
    await advance();
  };
  const comparison: KeyComparison = {
    missing: [],
    compared: 0,
    isOutOfOrder: false,
    async see(key) {
      await begin();
      if (key < last) comparison.isOutOfOrder = true;
      last = key;
      while (next !== null && next.key < key) await miss(next);
      if (next?.key === key) await advance();
    },
    async end() {
      await begin();
      while (next !== null) await miss(next);
    },
    async close() {
      await expected.return?.();
    },
  };
  return comparison;
}
